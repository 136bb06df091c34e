import * as tf from "@tensorflow/tfjs-core";

/**
 * log(1 + e) from e where |e| < 1/2, else `far`: the same logarithm, put together from others, for where 1 + e would lose
 * its digits. Elementwise with broadcasting; gradients follow the branch taken.
 */
export function logNearOne(e: tf.Tensor, far: tf.Tensor): tf.Tensor {
  const near = tf.less(tf.abs(e), 0.5);
  return tf.where(near, tf.log1p(tf.where(near, e, tf.zerosLike(e))), far);
}
