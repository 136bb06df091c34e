// The benchmark's models as elbo programs: ordinary tfjs functions of (params, inputs, context).
import { gruModel } from "./elbo-gru.mjs";
import { apply, bound, draw, glorotLayer } from "./elbo-laws.mjs";

const filter = (init, shape, inputs, outputs, biases) => ({
  kernel: { shape, init: init.glorotUniform(inputs, outputs) },
  bias: { shape: [biases], init: init.zeros },
});

const bernoulliNll = (tf, x, logits, axes) => tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)), axes);

/** A multilayer perceptron as parameters. */
const stack = (init, widths) =>
  Object.fromEntries(widths.slice(1).map((width, i) => [`layer${i}`, glorotLayer(init, widths[i], width)]));

function mlp(tf, params, x, activation) {
  const layers = Object.values(params);
  return layers.reduce(
    (h, layer, i) => (i < layers.length - 1 ? activation(apply(tf, h, layer)) : apply(tf, h, layer)),
    x,
  );
}

function perceptrons(init, { pixels, hidden, depth, latent }) {
  const inner = Array(depth).fill(hidden);
  return { encoder: stack(init, [pixels, ...inner, 2 * latent]), decoder: stack(init, [latent, ...inner, pixels]) };
}

function dense(tf, init, sizes) {
  return {
    tree: perceptrons(init, sizes),
    inputs: { x: { shape: [sizes.batch, sizes.pixels], dtype: "float32" } },
    program: (params, { x }, context) => {
      const [mean, logVariance] = tf.split(mlp(tf, params.encoder, x, tf.relu), 2, 1);
      const logits = mlp(tf, params.decoder, draw(tf, context, mean, logVariance), tf.relu);
      return bound(tf, bernoulliNll(tf, x, logits, 1), mean, logVariance);
    },
  };
}

function iwae(tf, init, sizes) {
  const { batch, pixels, latent, samples } = sizes;
  return {
    tree: perceptrons(init, sizes),
    inputs: { x: { shape: [batch, pixels], dtype: "float32" } },
    program: (params, { x }, context) => {
      const [mean, logVariance] = tf.split(mlp(tf, params.encoder, x, tf.tanh), 2, 1);
      const noise = context.noise("z", [samples, batch, latent], { law: "normal" });
      const z = tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVariance)), noise));
      const logits = mlp(tf, params.decoder, tf.reshape(z, [samples * batch, latent]), tf.tanh);
      const nll = bernoulliNll(tf, x, tf.reshape(logits, [samples, batch, pixels]), 2);
      const ratio = tf.sum(tf.add(tf.sub(tf.square(noise), tf.square(z)), logVariance), 2);
      const bounds = tf.logSumExp(tf.sub(tf.mul(0.5, ratio), nll), 0);
      return { loss: tf.sub(Math.log(samples), tf.mean(bounds)) };
    },
  };
}

function conv(tf, init, { channels, latent, batch }) {
  const [one, two] = [channels, 2 * channels];
  const flat = 7 * 7 * two;
  const down = (p, x) => tf.relu(tf.add(tf.conv2d(x, p.kernel, 2, "same"), p.bias));
  const up = (p, x, shape) => tf.add(tf.conv2dTranspose(x, p.kernel, shape, 2, "same"), p.bias);
  const tree = {
    encoder: {
      one: filter(init, [4, 4, 1, one], 16, 16 * one, one),
      two: filter(init, [4, 4, one, two], 16 * one, 16 * two, two),
      out: glorotLayer(init, flat, 2 * latent),
    },
    decoder: {
      one: glorotLayer(init, latent, flat),
      two: filter(init, [4, 4, one, two], 16 * two, 16 * one, one),
      out: filter(init, [4, 4, 1, one], 16 * one, 16, 1),
    },
  };
  return {
    tree,
    inputs: { x: { shape: [batch, 28, 28, 1], dtype: "float32" } },
    program: ({ encoder, decoder }, { x }, context) => {
      const features = tf.reshape(down(encoder.two, down(encoder.one, x)), [batch, flat]);
      const [mean, logVariance] = tf.split(apply(tf, features, encoder.out), 2, 1);
      const first = tf.relu(apply(tf, draw(tf, context, mean, logVariance), decoder.one));
      const second = tf.relu(up(decoder.two, tf.reshape(first, [batch, 7, 7, two]), [batch, 14, 14, one]));
      const logits = up(decoder.out, second, [batch, 28, 28, 1]);
      return bound(tf, bernoulliNll(tf, x, logits, [1, 2, 3]), mean, logVariance);
    },
  };
}

export const models = { dense, conv, gru: gruModel, iwae };
