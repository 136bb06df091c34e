import * as tf from "@tensorflow/tfjs-core";

/**
 * -sum_k labels_k log softmax(logits)_k over the last axis: labels and logits `[...lead, class]` -> `[...lead]`, nats.
 * Right in second order and with respect to the labels, where `tf.losses.softmaxCrossEntropy` is not.
 */
export function crossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), -1));
}
