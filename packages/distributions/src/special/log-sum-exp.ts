import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";

/**
 * log sum_i exp(x_i) along one axis, which disappears; safe for large |x|, gradient softmax(x).
 * The shift by the maximum carries no gradient, so ties and second order are right. -Infinity everywhere gives NaN.
 */
export function logSumExp(x: tf.Tensor, axis: number): tf.Tensor {
  const top = tf.max(stopGradient(x), axis, true); // axis kept, length 1
  const rest = tf.log(tf.sum(tf.exp(tf.sub(x, top)), axis));
  return tf.add(rest, tf.reshape(top, rest.shape));
}

/** log (1/n) sum_i exp(x_i) along an axis of length n, which disappears. */
export function logMeanExp(x: tf.Tensor, axis: number): tf.Tensor {
  const length = x.shape.at(axis) as number;
  return tf.sub(logSumExp(x, axis), Math.log(length));
}
