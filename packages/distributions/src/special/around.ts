import * as tf from "@tensorflow/tfjs-core";

/** Splits elementwise at |x| = `at`: `inner` sees x held inside, `outer` x held outside, so that gradients are finite. */
export function around(
  x: tf.Tensor,
  at: number,
  inner: (x: tf.Tensor) => tf.Tensor,
  outer: (x: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const near = tf.less(tf.abs(x), at);
  const held = tf.where(near, tf.fill(x.shape, at), x);
  return tf.where(near, inner(tf.where(near, x, tf.zerosLike(x))), outer(held));
}
