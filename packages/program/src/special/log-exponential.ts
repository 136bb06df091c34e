import * as tf from "@tensorflow/tfjs-core";

/**
 * log(1 - e^{-x}) for x > 0, elementwise, without loss near 0 or far from it: log(-expm1(-x)) up to log 2,
 * log1p(-e^{-x}) above (Maechler 2012). Gradient 1 / expm1(x).
 */
export function log1mexp(x: tf.Tensor): tf.Tensor {
  const near = tf.less(x, Math.LN2);
  const half = tf.fill(x.shape, Math.LN2); // stands in on the side not taken, so that its gradient is finite
  const below = tf.log(tf.neg(tf.expm1(tf.neg(tf.where(near, x, half)))));
  const above = tf.log1p(tf.neg(tf.exp(tf.neg(tf.where(near, half, x)))));
  return tf.where(near, below, above);
}

/** log(e^a + e^b), elementwise with broadcasting, without overflow. Gradients: softmax of (a, b), also at ties. */
export function logAddExp(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [left, right] = [a, b].map((x) => (tf.util.arraysEqual(x.shape, shape) ? x : tf.add(x, tf.zeros(shape))));
  return tf.logSumExp(tf.stack([left as tf.Tensor, right as tf.Tensor]), 0);
}
