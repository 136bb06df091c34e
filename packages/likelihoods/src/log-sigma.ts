import * as tf from "@tensorflow/tfjs-core";

/** Smallest and largest log standard deviation, nats: sigma between 0.0025 and 20.1. */
export const logSigmaRange = [-6, 3] as const;

const middle = (logSigmaRange[0] + logSigmaRange[1]) / 2;
const half = (logSigmaRange[1] - logSigmaRange[0]) / 2;
/** So that 0 stays 0: an untrained head means sigma = 1. */
const shift = Math.atanh(-middle / half);

/**
 * Keeps a log standard deviation in [-6, 3] smoothly: -1.5 + 4.5 tanh(raw / 4.5 + 0.3466). It takes 0 to 0 with
 * slope 8/9, and its gradient never vanishes suddenly. Any shape.
 */
export const boundLogSigma = (raw: tf.Tensor): tf.Tensor =>
  tf.add(tf.mul(tf.tanh(tf.add(tf.div(raw, half), shift)), half), middle);

/** The raw value that `boundLogSigma` takes to log(sigma), for sigma inside the range. */
export const rawLogSigma = (sigma: number): number => half * (Math.atanh((Math.log(sigma) - middle) / half) - shift);
