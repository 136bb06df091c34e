import * as tf from "@tensorflow/tfjs-core";
import type { Moments } from "./moments.ts";

const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

/**
 * log q(z_id | x_j) of every code under every example's posterior: codes `[code, latent]`, moments `[example, latent]` ->
 * `[code, example, latent]`, nats.
 */
export function pairwiseLogDensity(codes: tf.Tensor, { mean, scale }: Moments): tf.Tensor {
  const u = tf.div(tf.sub(tf.expandDims(codes, 1), tf.expandDims(mean, 0)), tf.expandDims(scale, 0));
  return tf.sub(tf.mul(tf.square(u), -0.5), tf.add(tf.expandDims(tf.log(scale), 0), halfLog2Pi));
}
