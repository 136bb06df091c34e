import * as tf from "@tensorflow/tfjs-core";

/** Where log-variances of Gaussians are clipped, in nats: standard deviations from 0.0009 to 20. */
export const logVarianceRange: readonly [number, number] = [-14, 6];

/** Clips a log-variance; inside the range the gradient is 1, outside 0. */
export const boundLogVariance = (x: tf.Tensor, [low, high] = logVarianceRange): tf.Tensor =>
  tf.clipByValue(x, low, high);
