"""The benchmark's VAEs in JAX. Each gives (parameters, draw, loss): `draw(key)` is a fresh batch, `loss(parameters, batch,
key)` the mean negative bound, one sample (IWAE: k), nats."""

import jax
import jax.numpy as jnp
from jax import lax, random
from jax.nn import initializers, log_softmax, logsumexp, relu, sigmoid, softplus

glorot = initializers.glorot_uniform()


def gaussian_kl(mean, log_variance):
    return 0.5 * (mean**2 + jnp.exp(log_variance) - 1 - log_variance).sum(-1)


def reparametrise(key, mean, log_variance):
    return mean + jnp.exp(0.5 * log_variance) * random.normal(key, mean.shape)


def bernoulli_nll(logits, x):
    return softplus(logits) - x * logits


def linear(key, inputs, outputs):
    return {"kernel": glorot(key, (inputs, outputs)), "bias": jnp.zeros(outputs)}


def apply(layer, x):
    return x @ layer["kernel"] + layer["bias"]


def stack(key, widths):
    return [linear(k, *pair) for k, pair in zip(random.split(key, len(widths) - 1), zip(widths, widths[1:]))]


def mlp(layers, x, activation):
    for layer in layers[:-1]:
        x = activation(apply(layer, x))
    return apply(layers[-1], x)


def binary(key, shape):
    grey = random.uniform(key, shape)
    return lambda key: random.bernoulli(key, grey).astype(jnp.float32)


def dense(key, *, pixels, hidden, depth, latent, batch):
    encoder, decoder, data = random.split(key, 3)
    inner = [hidden] * depth
    parameters = {"encoder": stack(encoder, [pixels, *inner, 2 * latent]), "decoder": stack(decoder, [latent, *inner, pixels])}

    def loss(p, x, key):
        mean, log_variance = jnp.split(mlp(p["encoder"], x, relu), 2, -1)
        logits = mlp(p["decoder"], reparametrise(key, mean, log_variance), relu)
        return (bernoulli_nll(logits, x).sum(-1) + gaussian_kl(mean, log_variance)).mean()

    return parameters, binary(data, (batch, pixels)), loss


def iwae(key, *, pixels, hidden, depth, latent, samples, batch):
    parameters, draw, _ = dense(key, pixels=pixels, hidden=hidden, depth=depth, latent=latent, batch=batch)

    def loss(p, x, key):
        mean, log_variance = jnp.split(mlp(p["encoder"], x, jnp.tanh), 2, -1)
        noise = random.normal(key, (samples, *mean.shape))
        z = mean + jnp.exp(0.5 * log_variance) * noise
        log_x = -bernoulli_nll(mlp(p["decoder"], z, jnp.tanh), x).sum(-1)
        log_weights = log_x + 0.5 * (noise**2 + log_variance - z**2).sum(-1)
        return jnp.log(samples) - logsumexp(log_weights, 0).mean()

    return parameters, draw, loss


def conv(key, *, channels, latent, batch):
    keys = random.split(key, 7)
    flat = 7 * 7 * 2 * channels

    def filters(key, inputs, outputs):
        return {"kernel": glorot(key, (4, 4, inputs, outputs)), "bias": jnp.zeros(outputs)}

    parameters = {
        "encoder": [filters(keys[0], 1, channels), filters(keys[1], channels, 2 * channels), linear(keys[2], flat, 2 * latent)],
        "decoder": [linear(keys[3], latent, flat), filters(keys[4], 2 * channels, channels), filters(keys[5], channels, 1)],
    }
    layout = ("NHWC", "HWIO", "NHWC")

    def down(layer, x):
        return lax.conv_general_dilated(x, layer["kernel"], (2, 2), "SAME", dimension_numbers=layout) + layer["bias"]

    def up(layer, x):
        return lax.conv_transpose(x, layer["kernel"], (2, 2), "SAME", dimension_numbers=layout) + layer["bias"]

    def loss(p, x, key):
        one, two, out = p["encoder"]
        h = relu(down(two, relu(down(one, x))))
        mean, log_variance = jnp.split(apply(out, h.reshape(batch, flat)), 2, -1)
        first, one, two = p["decoder"]
        h = relu(apply(first, reparametrise(key, mean, log_variance))).reshape(batch, 7, 7, 2 * channels)
        logits = up(two, relu(up(one, h)))
        return (bernoulli_nll(logits, x).sum((1, 2, 3)) + gaussian_kl(mean, log_variance)).mean()

    return parameters, binary(keys[6], (batch, 28, 28, 1)), loss


def gru(key, *, length, hidden, embedding, vocabulary, latent, batch):
    keys = random.split(key, 9)
    orthogonal = initializers.orthogonal()

    def recurrent(inner, outer, width):
        state = jnp.concatenate([orthogonal(k, (hidden, hidden)) for k in random.split(inner, 3)], 1)
        return {"input": linear(outer, width, 3 * hidden), "state": {"kernel": state, "bias": jnp.zeros(3 * hidden)}}

    parameters = {
        "read": random.normal(keys[0], (vocabulary, embedding)),
        "encoder": recurrent(keys[1], keys[2], embedding),
        "posterior": linear(keys[3], hidden, 2 * latent),
        "first": linear(keys[4], latent, hidden),
        "before": random.normal(keys[5], (vocabulary + 1, embedding)),
        "decoder": recurrent(keys[6], keys[7], embedding + latent),
        "logits": linear(keys[8], hidden, vocabulary),
    }

    def run(p, xs, h):
        """The inputs' products are made for all times at once; the reset gate follows the product, as in PyTorch."""

        def cell(h, x):
            xr, xu, xn = jnp.split(x, 3, -1)
            hr, hu, hn = jnp.split(apply(p["state"], h), 3, -1)
            candidate = jnp.tanh(xn + sigmoid(xr + hr) * hn)
            h = candidate + sigmoid(xu + hu) * (h - candidate)
            return h, h

        return lax.scan(cell, h, apply(p["input"], xs), unroll=4)

    def loss(p, tokens, key):
        last, _ = run(p["encoder"], p["read"][tokens], jnp.zeros((batch, hidden)))
        mean, log_variance = jnp.split(apply(p["posterior"], last), 2, -1)
        z = reparametrise(key, mean, log_variance)
        shifted = jnp.pad(tokens[:-1], ((1, 0), (0, 0)), constant_values=vocabulary)
        given = jnp.concatenate([p["before"][shifted], jnp.broadcast_to(z, (length, batch, latent))], -1)
        _, states = run(p["decoder"], given, jnp.tanh(apply(p["first"], z)))
        scores = log_softmax(apply(p["logits"], states))
        nll = -jnp.take_along_axis(scores, tokens[..., None], -1)[..., 0]
        return (nll.sum(0) + gaussian_kl(mean, log_variance)).mean()

    return parameters, lambda key: random.randint(key, (length, batch), 0, vocabulary), loss


MODELS = {"dense": dense, "conv": conv, "gru": gru, "iwae": iwae}
