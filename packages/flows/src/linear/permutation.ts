import * as tf from "@tensorflow/tfjs-core";
import type { Flow } from "../map.ts";

/** The matrix P with `x P` = x in the given order. */
const matrix = (order: readonly number[]) => {
  const ones = new Float32Array(order.length ** 2);
  order.forEach((from, to) => {
    ones[from * order.length + to] = 1;
  });
  return tf.tensor2d(ones, [order.length, order.length]);
};

/** `[...lead, n]` times a matrix `[n, m]`. */
const rowsTimes = (x: tf.Tensor, by: tf.Tensor, transposed = false) => {
  const rows = tf.matMul(tf.reshape(x, [-1, x.shape.at(-1) as number]), by, false, transposed);
  return tf.reshape(rows, [...x.shape.slice(0, -1), rows.shape[1] as number]);
};

/** Latents in a fixed other order: `y_i = x_order(i)`, `log|det| = 0`. */
export function permutation(order: readonly number[]): Flow<Record<never, never>> {
  const way = (transposed: boolean) => (x: tf.Tensor) => ({
    value: rowsTimes(x, matrix(order), transposed),
    logDet: tf.zeros(x.shape.slice(0, -1)),
  });
  return { params: {}, bind: () => ({ forward: way(false), inverse: way(true) }) };
}

/** The last latent first. */
export const reversal = (latent: number): Flow<Record<never, never>> =>
  permutation(Array.from({ length: latent }, (_, i) => latent - 1 - i));

/** The latents at `indices`, `[...lead, indices]`, as a product with ones and zeros: a gradient without scattering. */
export const select = (indices: readonly number[], latent: number): { take: Place; place: Place } => {
  const ones = new Float32Array(latent * indices.length);
  indices.forEach((from, to) => {
    ones[from * indices.length + to] = 1;
  });
  const chosen = () => tf.tensor2d(ones, [latent, indices.length]);
  return { take: (x) => rowsTimes(x, chosen()), place: (x) => rowsTimes(x, chosen(), true) };
};

/** Moves values between all latents and some of them. */
export type Place = (x: tf.Tensor) => tf.Tensor;
