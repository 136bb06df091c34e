import type * as tf from "@tensorflow/tfjs-core";
import { smoothBounds } from "./smooth-bounds.ts";

/** Smallest and largest log standard deviation, nats: sigma between 0.0025 and 20.1. */
export const logSigmaRange = [-6, 3] as const;

const bounds = smoothBounds(...logSigmaRange);

/**
 * Keeps a log standard deviation in [-6, 3] smoothly: -1.5 + 4.5 tanh(raw / 4.5 + 0.3466). It takes 0 to 0 with
 * slope 8/9. Any shape.
 */
export const boundLogSigma = (raw: tf.Tensor): tf.Tensor => bounds.bound(raw);

/** The raw value that `boundLogSigma` takes to log(sigma), for sigma inside the range. */
export const rawLogSigma = (sigma: number): number => bounds.raw(Math.log(sigma));
