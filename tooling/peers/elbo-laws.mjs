// What the benchmark's elbo programs share.

export const glorotLayer = (init, inputs, outputs) => ({
  kernel: { shape: [inputs, outputs], init: init.glorotUniform(inputs, outputs) },
  bias: { shape: [outputs], init: init.zeros },
});

export const apply = (tf, x, { kernel, bias }) => tf.add(tf.matMul(x, kernel), bias);

/** Mean of the negative bound, nats, from the negative log-likelihood [batch] and the posterior. */
export function bound(tf, nll, mean, logVariance) {
  const kl = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(1, logVariance));
  return { loss: tf.mean(tf.add(nll, tf.mul(0.5, tf.sum(kl, 1)))) };
}

export const draw = (tf, context, mean, logVariance) =>
  tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVariance)), context.noise("z", mean.shape, { law: "normal" })));
