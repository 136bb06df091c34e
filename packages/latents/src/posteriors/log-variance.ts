import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

/** Where log-variances of Gaussians are clipped, in nats: standard deviations from 0.0009 to 20. */
export const logVarianceRange: readonly [number, number] = [-14, 6];

/** Schema of the range as an option. */
export const logVarianceField = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, "the first bound must be below the second")
  .default([...logVarianceRange])
  .describe("log-variance is clipped to this range, in nats; inside it gradients are exact, outside they are 0");

/**
 * The log-variance whose deviation is softplus(x), `2 log softplus(x)`, within the same range: x is clipped where the bounds lie, so
 * that no logarithm of 0 is taken.
 */
export function softplusLogVariance(x: tf.Tensor, [low, high] = logVarianceRange): tf.Tensor {
  const inverse = (deviation: number) => deviation + Math.log(-Math.expm1(-deviation));
  const inside = tf.clipByValue(x, inverse(Math.exp(low / 2)), inverse(Math.exp(high / 2)));
  return tf.mul(2, tf.log(tf.softplus(inside)));
}

/** Clips a log-variance; inside the range the gradient is 1, outside 0. */
export const boundLogVariance = (x: tf.Tensor, [low, high] = logVarianceRange): tf.Tensor =>
  tf.clipByValue(x, low, high);
