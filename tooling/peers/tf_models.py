"""The benchmark's VAEs of Keras layers. Each gives (layers, draw, loss): `draw()` is a fresh batch, `loss(batch)` the mean
negative bound, one sample (IWAE: k), nats."""

import math

import tensorflow as tf
from tensorflow.keras import Sequential, layers


def gaussian_kl(mean, log_variance):
    return 0.5 * tf.reduce_sum(tf.square(mean) + tf.exp(log_variance) - 1 - log_variance, -1)


def reparametrise(mean, log_variance):
    return mean + tf.exp(0.5 * log_variance) * tf.random.normal(tf.shape(mean))


def bernoulli_nll(logits, x):
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=logits)


def binary(shape):
    grey = tf.constant(tf.random.uniform(shape))
    return lambda: tf.cast(tf.random.uniform(shape) < grey, tf.float32)


def mlp(inputs, widths, activation):
    inner = [layers.Dense(width, activation) for width in widths[:-1]]
    return Sequential([layers.InputLayer(inputs), *inner, layers.Dense(widths[-1])])


def dense(*, pixels, hidden, depth, latent, batch):
    encoder = mlp(pixels, [hidden] * depth + [2 * latent], "relu")
    decoder = mlp(latent, [hidden] * depth + [pixels], "relu")

    def loss(x):
        mean, log_variance = tf.split(encoder(x), 2, -1)
        logits = decoder(reparametrise(mean, log_variance))
        return tf.reduce_mean(tf.reduce_sum(bernoulli_nll(logits, x), -1) + gaussian_kl(mean, log_variance))

    return [encoder, decoder], binary((batch, pixels)), loss


def iwae(*, pixels, hidden, depth, latent, samples, batch):
    encoder = mlp(pixels, [hidden] * depth + [2 * latent], "tanh")
    decoder = mlp(latent, [hidden] * depth + [pixels], "tanh")

    def loss(x):
        mean, log_variance = tf.split(encoder(x), 2, -1)
        noise = tf.random.normal((samples, batch, latent))
        z = mean + tf.exp(0.5 * log_variance) * noise
        logits = tf.reshape(decoder(tf.reshape(z, (samples * batch, latent))), (samples, batch, pixels))
        log_x = -tf.reduce_sum(bernoulli_nll(logits, tf.broadcast_to(x, (samples, batch, pixels))), -1)
        log_weights = log_x + 0.5 * tf.reduce_sum(tf.square(noise) + log_variance - tf.square(z), -1)
        return math.log(samples) - tf.reduce_mean(tf.reduce_logsumexp(log_weights, 0))

    return [encoder, decoder], binary((batch, pixels)), loss


def conv(*, channels, latent, batch):
    flat = 7 * 7 * 2 * channels
    encoder = Sequential([
        layers.InputLayer((28, 28, 1)),
        layers.Conv2D(channels, 4, 2, "same", activation="relu"),
        layers.Conv2D(2 * channels, 4, 2, "same", activation="relu"),
        layers.Flatten(),
        layers.Dense(2 * latent),
    ])
    decoder = Sequential([
        layers.InputLayer(latent),
        layers.Dense(flat, "relu"),
        layers.Reshape((7, 7, 2 * channels)),
        layers.Conv2DTranspose(channels, 4, 2, "same", activation="relu"),
        layers.Conv2DTranspose(1, 4, 2, "same"),
    ])

    def loss(x):
        mean, log_variance = tf.split(encoder(x), 2, -1)
        logits = decoder(reparametrise(mean, log_variance))
        return tf.reduce_mean(tf.reduce_sum(bernoulli_nll(logits, x), (1, 2, 3)) + gaussian_kl(mean, log_variance))

    return [encoder, decoder], binary((batch, 28, 28, 1)), loss


def gru(*, length, hidden, embedding, vocabulary, latent, batch):
    recurrent = {"time_major": True, "unroll": True}
    read = layers.Embedding(vocabulary, embedding)
    encoder = layers.GRU(hidden, **recurrent)
    posterior = layers.Dense(2 * latent)
    first = layers.Dense(hidden, "tanh")
    before = layers.Embedding(vocabulary + 1, embedding)
    decoder = layers.GRU(hidden, return_sequences=True, **recurrent)
    logits = layers.Dense(vocabulary)

    def loss(tokens):
        mean, log_variance = tf.split(posterior(encoder(read(tokens))), 2, -1)
        z = reparametrise(mean, log_variance)
        shifted = tf.pad(tokens[:-1], ((1, 0), (0, 0)), constant_values=vocabulary)
        given = tf.concat([before(shifted), tf.broadcast_to(z, (length, batch, latent))], -1)
        scores = logits(decoder(given, initial_state=first(z)))
        nll = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tokens, logits=scores)
        return tf.reduce_mean(tf.reduce_sum(nll, 0) + gaussian_kl(mean, log_variance))

    def draw():
        return tf.random.uniform((length, batch), maxval=vocabulary, dtype=tf.int32)

    return [read, encoder, posterior, first, before, decoder, logits], draw, loss


MODELS = {"dense": dense, "conv": conv, "gru": gru, "iwae": iwae}
