import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";

/** How the averages move. */
export interface AverageOptions {
  readonly decay: number;
  readonly smoothing: number;
  /** Average count under which a code is replaced; 0 = never. */
  readonly reviveBelow: number;
}

/** What a step of the averages needs. */
export interface AverageInput {
  /** `[code, feature]` */
  readonly codebook: tf.Tensor;
  /** `[code]` */
  readonly counts: tf.Tensor;
  /** Encodings `[row, feature]`. */
  readonly x: tf.Tensor;
  /** Nearest code of each row, int32 `[row]`. */
  readonly indices: tf.Tensor;
  /** 0 for rows of padding, `[row]`. */
  readonly weight: tf.Tensor;
  /** Uniform noise `[code]`: which row revives a dead code. */
  readonly noise: tf.Tensor;
}

/** Laplace smoothing that keeps the sum: S (N_k + a) / (S + K a), S = sum_k N_k. */
const smooth = (counts: tf.Tensor, smoothing: number) => {
  const total = tf.sum(counts);
  return tf.mul(tf.div(tf.add(counts, smoothing), tf.add(total, counts.size * smoothing)), total);
};

/**
 * One step of exponential averages (van den Oord et al. 2017, appendix A.1), with n_k rows of sum s_k at code k:
 * N' = g N + (1 - g) n, m' = g m + (1 - g) s, e' = m' / smooth(N'). The sums need no state: m = e smooth(N).
 *
 * A code with N' < reviveBelow is put on a random row of the batch and its count on 2 reviveBelow,
 * which leaves it ln 2 / (1 - g) steps to prove itself. Nothing here carries a gradient.
 */
export function movedAverages(
  { codebook, counts, x, indices, weight, noise }: AverageInput,
  { decay, smoothing, reviveBelow }: AverageOptions,
): { readonly codebook: tf.Tensor; readonly counts: tf.Tensor } {
  const size = counts.size;
  const rows = stopGradient(x);
  const assigned = tf.mul(tf.cast(tf.oneHot(indices, size), "float32"), tf.expandDims(weight, 1));
  const sums = tf.mul(codebook, tf.expandDims(smooth(counts, smoothing), 1));
  const nextCounts = tf.add(tf.mul(decay, counts), tf.mul(1 - decay, tf.sum(assigned, 0)));
  const nextSums = tf.add(tf.mul(decay, sums), tf.mul(1 - decay, tf.matMul(assigned, rows, true, false)));
  const next = tf.div(nextSums, tf.expandDims(smooth(nextCounts, smoothing), 1));
  if (reviveBelow === 0) return { codebook: next, counts: nextCounts };
  const count = rows.shape[0] as number;
  const pick = tf.minimum(tf.cast(tf.floor(tf.mul(noise, count)), "int32"), tf.scalar(count - 1, "int32"));
  const dead = tf.logicalAnd(tf.less(nextCounts, reviveBelow), tf.greater(tf.gather(weight, pick), 0));
  const deadRows = tf.tile(tf.expandDims(dead, 1), [1, codebook.shape[1] as number]);
  return {
    codebook: tf.where(deadRows, tf.gather(rows, pick), next),
    counts: tf.where(dead, tf.fill([size], 2 * reviveBelow), nextCounts),
  };
}
