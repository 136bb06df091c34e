import * as tf from "@tensorflow/tfjs-core";
import { type KernelConfig, kernelMatrix } from "./kernels.ts";

/** Mean of a kernel matrix over pairs of different rows: sum_{i != j} w_i w_j k_ij / sum_{i != j} w_i w_j. */
function meanOfOthers(k: tf.Tensor, pairs: tf.Tensor): tf.Tensor {
  return tf.div(tf.sum(tf.mul(k, pairs)), tf.sum(pairs));
}

/**
 * Unbiased estimate of the squared maximum mean discrepancy (Gretton et al. 2012, eq. 3; Tolstikhin et al. 2018,
 * algorithm 2) between codes and draws of the prior, `[batch, latent]` each: mean of k over pairs of codes, plus that over
 * pairs of prior draws, minus twice that over mixed pairs. Rows count by `weight` `[batch]`. A scalar without unit, which
 * may be negative.
 */
export function mmd(kernel: KernelConfig, codes: tf.Tensor, prior: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  const size = weight.size;
  const [row, column] = [tf.reshape(weight, [1, size]), tf.reshape(weight, [size, 1])];
  const mixed = tf.mul(row, column);
  const different = tf.tensor2d(
    Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 0 : 1)),
    [size, size],
  );
  const pairs = tf.mul(mixed, different);
  const within = tf.add(
    meanOfOthers(kernelMatrix(kernel, codes, codes), pairs),
    meanOfOthers(kernelMatrix(kernel, prior, prior), pairs),
  );
  return tf.sub(within, tf.mul(meanOfOthers(kernelMatrix(kernel, codes, prior), mixed), 2));
}
