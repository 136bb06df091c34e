import * as tf from "@tensorflow/tfjs-core";

/**
 * sqrt(sum x^2) over `axis` (default all axes), any shape. Its gradient x / norm is 0 at 0, where that of `tf.norm` is NaN.
 */
export function norm(x: tf.Tensor, axis?: number | number[], keepDims = false): tf.Tensor {
  const square = tf.sum(tf.square(x), axis, keepDims);
  const positive = tf.greater(square, 0);
  return tf.where(positive, tf.sqrt(tf.where(positive, square, tf.onesLike(square))), tf.zerosLike(square));
}
