import { stopGradient } from "@elbo/program";
import type { Codebook, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Index of the nearest code: argmin_k |x - e_k|^2 = argmin_k (|e_k|^2 - 2 x . e_k).
 * `x` `[row, feature]`, `codes` `[code, feature]` -> int32 `[row]`. No gradient.
 */
export function nearestCode(x: tf.Tensor, codes: tf.Tensor): tf.Tensor {
  const [fixed, table] = [stopGradient(x), stopGradient(codes)];
  const distance = tf.sub(tf.sum(tf.square(table), 1), tf.mul(2, tf.matMul(fixed as tf.Tensor2D, table, false, true)));
  return tf.argMin(distance, 1);
}

/**
 * A table of embeddings `[code, feature]` as a prior sees it, for events `[...position, feature]`.
 * `lookup` `[..., ...position]` int32 -> `[..., ...position, feature]`; `indices` is its inverse for codes.
 */
export function tableCodebook(codes: tf.Tensor, positions: Shape): Codebook {
  const [size, width] = codes.shape as [number, number];
  return {
    size,
    shape: positions,
    lookup: (indices) =>
      tf.reshape(tf.gather(codes, tf.reshape(tf.cast(indices, "int32"), [indices.size])), [...indices.shape, width]),
    indices: (value) => tf.reshape(nearestCode(tf.reshape(value, [-1, width]), codes), value.shape.slice(0, -1)),
  };
}
