import * as tf from "@tensorflow/tfjs-core";

/** How a minibatch stands for the data in q(z) = (1/N) sum_n q(z|x_n). */
export const samplings = ["stratified", "weighted"] as const;
export type Sampling = (typeof samplings)[number];

/**
 * Log of the share of example j in the estimate of q(z_i), `[batch, batch]`, for a batch of M of the data's N examples
 * (Chen et al. 2018, appendix C):
 *
 * - `weighted` (C.1): 1 / (N M) for every j. Too low by log M, as if q(z|x_j) of the others hardly mattered.
 * - `stratified` (C.2): 1/N for j = i, and (N - 1) / (N (M - 1)) for every other. The estimate of q(z) has the right
 *   expectation over batches. The paper gives one of the others another share; an even one has the same expectation and
 *   the smallest variance.
 *
 * M counts by `weight` `[batch]`: padding has no share.
 */
export function logMixtureWeights(sampling: Sampling, weight: tf.Tensor, examples: number): tf.Tensor {
  const size = weight.size;
  const row = tf.reshape(weight, [1, size]);
  const total = tf.sum(weight);
  if (sampling === "weighted") return log(tf.mul(tf.div(row, tf.mul(total, examples)), tf.ones([size, size])));
  const own = tf.tensor2d(
    Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
    [size, size],
  );
  const others = tf.div(row, tf.maximum(tf.sub(total, tf.reshape(weight, [size, 1])), 1e-30));
  const rest = tf.mul(tf.mul(others, (examples - 1) / examples), tf.sub(1, own));
  return log(tf.add(tf.mul(own, 1 / examples), rest));
}

const log = (share: tf.Tensor) => tf.log(tf.maximum(share, 1e-30));
