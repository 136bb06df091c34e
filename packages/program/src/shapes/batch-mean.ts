import * as tf from "@tensorflow/tfjs-core";

/** Weighted mean over the batch axis, the last of `value`'s leading `axis + 1`: sum(w x) / sum(w). */
export function batchMean(value: tf.Tensor, weight: tf.Tensor, axis = 0): tf.Tensor {
  const w = tf.reshape(weight, [weight.size, ...value.shape.slice(axis + 1).map(() => 1)]);
  return tf.div(tf.sum(tf.mul(value, w), axis), tf.sum(weight));
}
