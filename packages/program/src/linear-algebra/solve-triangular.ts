import * as tf from "@tensorflow/tfjs-core";
import { part } from "./part.ts";

/** Both of the last two axes turned round. */
const turned = (x: tf.Tensor) => tf.reverse(x, [x.rank - 2, x.rank - 1]);

/**
 * x with `l x = b`, or `l' x = b` when `transposed`, for lower triangular l `[...batch, n, n]`, whose upper triangle is not
 * read, and b `[...batch, n, m]`; batch axes broadcast. Row by row, so for small n; gradients of any order.
 */
export function solveTriangular(l: tf.Tensor, b: tf.Tensor, { transposed = false } = {}): tf.Tensor {
  if (transposed) {
    const axes = l.shape.map((_, i) => i);
    const upper = tf.transpose(l, [...axes.slice(0, -2), l.rank - 1, l.rank - 2]);
    return tf.reverse(solveTriangular(turned(upper), tf.reverse(b, b.rank - 2)), -2);
  }
  const [n, m] = b.shape.slice(-2) as [number, number];
  const rows: tf.Tensor[] = [];
  let rest = b;
  for (let i = 0; i < n; i++) {
    const row = tf.div(part(rest, [0, 0], [1, m]), part(l, [i, i], [1, 1]));
    rows.push(row);
    const below = n - i - 1;
    if (below > 0) rest = tf.sub(part(rest, [1, 0], [below, m]), tf.mul(part(l, [i + 1, i], [below, 1]), row));
  }
  return tf.concat(rows, -2);
}
