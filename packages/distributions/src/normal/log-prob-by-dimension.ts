import type { Distribution } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { halfLog2Pi } from "./normal-diagonal.ts";

/**
 * log density of each coordinate, value `[...sample, ...batch, ...event]` -> the same shape, nats; undefined where a
 * distribution's coordinates are not independent, or not known to be: diagonal Gaussians have it.
 */
export function logProbByDimension({ family, parameters }: Distribution, value: tf.Tensor): tf.Tensor | undefined {
  const { mean, scale, logScale } = parameters;
  if (family !== "normal-diagonal" || !mean || !scale || !logScale) return undefined;
  const gap = tf.div(tf.sub(value, mean), scale);
  return tf.sub(tf.mul(tf.square(gap), -0.5), tf.add(logScale, halfLog2Pi));
}
