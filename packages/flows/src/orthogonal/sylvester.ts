import * as tf from "@tensorflow/tfjs-core";
import type { VectorMap } from "../map.ts";
import { reflect } from "./householder.ts";

/** A matrix with orthonormal columns, as what it does to vectors. */
export interface OrthonormalColumns {
  /** Q'x: `[...lead, latent]` -> `[...lead, columns]`. */
  coordinates(x: tf.Tensor): tf.Tensor;
  /** Q c: `[...lead, columns]` -> `[...lead, latent]`. */
  vectors(c: tf.Tensor): tf.Tensor;
}

/** Vectors `[...lead, n]` times matrices `[...lead, n, m]`, leading axes broadcast. */
const times = (x: tf.Tensor, matrix: tf.Tensor, transposed = false) =>
  tf.squeeze(tf.matMul(tf.expandDims(x, -2), matrix, false, transposed), [-2]);

/** The columns of Q, given as the rows of `transposed` `[...lead, columns, latent]`. */
export const columnsOf = (transposed: tf.Tensor): OrthonormalColumns => ({
  coordinates: (x) => times(x, transposed, true),
  vectors: (c) => times(c, transposed),
});

/** A product of reflections, `H_1 H_2 ...` of the vectors `[...lead, latent]` in order; as many columns as latents. */
export const reflections = (vectors: readonly tf.Tensor[]): OrthonormalColumns => ({
  coordinates: (x) => vectors.reduce(reflect, x),
  vectors: (c) => vectors.toReversed().reduce(reflect, c),
});

/** Of one Sylvester map; leading axes broadcast against those of x. */
export interface SylvesterParameters {
  readonly q: OrthonormalColumns;
  /** Holds both triangles, `[...lead, columns, columns]`: R's strictly above the diagonal, R~'s transposed below it. */
  readonly triangles: tf.Tensor;
  /** Diagonals of R and R~ before the tanh that bounds them, `[...lead, columns]`. */
  readonly diagonal: tf.Tensor;
  readonly otherDiagonal: tf.Tensor;
  /** `[...lead, columns]` */
  readonly b: tf.Tensor;
}

/** 1 strictly above the diagonal. */
const above = (size: number) =>
  tf.tensor2d(
    Float32Array.from({ length: size * size }, (_, i) => (i % size > Math.floor(i / size) ? 1 : 0)),
    [size, size],
  );

/**
 * A bottlenecked push through orthogonal coordinates (van den Berg et al. 2018, eq. 7-9, 13):
 * `y = x + Q R h(R~ Q'x + b)`, h = tanh, Q with orthonormal columns, R and R~ upper triangular,
 * `log|det| = sum_i log(1 + h'_i r_ii r~_ii)`. Both diagonals lie in (-1, 1), so it is invertible; no closed-form inverse.
 */
export function sylvester({ q, triangles, diagonal, otherDiagonal, b }: SylvesterParameters): VectorMap {
  const mask = above(b.shape.at(-1) as number);
  const [r, other] = [tf.tanh(diagonal), tf.tanh(otherDiagonal)];
  const strict = tf.mul(triangles, mask); // R, row by row
  const strictOther = tf.mul(triangles, tf.transpose(mask)); // the transpose of R~
  return {
    forward: (x) => {
      const c = q.coordinates(x);
      const h = tf.tanh(tf.add(tf.add(times(c, strictOther), tf.mul(c, other)), b));
      const pushed = tf.add(times(h, strict, true), tf.mul(h, r));
      const slope = tf.mul(tf.sub(1, tf.square(h)), tf.mul(r, other));
      return { value: tf.add(x, q.vectors(pushed)), logDet: tf.sum(tf.log1p(slope), -1) };
    },
  };
}
