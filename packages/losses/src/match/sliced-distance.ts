import type { Context } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Where projections of padded rows are put on both sides, so that they sort to the same end and their distance is 0. */
const FAR = 1e6;

/** Each row in descending order: `[projection, batch]` -> the same shape. */
const sorted = (x: tf.Tensor) => tf.topk(x, x.shape[1] as number).values;

/**
 * Squared sliced Wasserstein distance of codes and draws of the prior, `[batch, latent]` each (Kolouri et al. 2019, eq. 9):
 * both are projected on random directions of length 1, sorted, and compared, mean over directions and rows of
 * (a_(i) - b_(i))^2. In the square of the codes' unit. Rows count by `weight` `[batch]`, 0 or 1.
 */
export function slicedDistance(
  codes: tf.Tensor,
  prior: tf.Tensor,
  weight: tf.Tensor,
  projections: number,
  context: Context,
): tf.Tensor {
  const noise = context.noise("directions", [projections, codes.shape[1] as number], { law: "normal" });
  const directions = tf.div(noise, tf.sqrt(tf.sum(tf.square(noise), 1, true)));
  const row = tf.reshape(weight, [1, -1]);
  const project = (z: tf.Tensor) =>
    tf.add(tf.mul(tf.matMul(directions, z, false, true), row), tf.mul(tf.sub(1, row), FAR));
  const gaps = tf.square(tf.sub(sorted(project(codes)), sorted(project(prior))));
  return tf.div(tf.sum(gaps), tf.mul(tf.sum(weight), projections));
}
