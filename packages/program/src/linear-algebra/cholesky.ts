import * as tf from "@tensorflow/tfjs-core";
import { part } from "./part.ts";

/**
 * The lower triangular L with L L' = a, for symmetric positive definite a `[...batch, n, n]`, whose upper triangle is not
 * read; NaN where a is not positive definite. Column by column, so for small n: a few operations per column, gradients
 * of any order.
 */
export function cholesky(a: tf.Tensor): tf.Tensor {
  const n = a.shape.at(-1) as number;
  const above = (rows: number): [number, number][] =>
    a.shape.map((_, i) => (i === a.rank - 2 ? [rows, 0] : [0, 0]) as [number, number]);
  const columns: tf.Tensor[] = [];
  let rest = a;
  for (let j = 0; j < n; j++) {
    const size = n - j;
    const column = tf.div(part(rest, [0, 0], [size, 1]), tf.sqrt(part(rest, [0, 0], [1, 1])));
    columns.push(tf.pad(column, above(j)));
    if (size === 1) break;
    const below = part(column, [1, 0], [size - 1, 1]);
    const across = tf.reshape(below, [...below.shape.slice(0, -2), 1, size - 1]);
    rest = tf.sub(part(rest, [1, 1], [size - 1, size - 1]), tf.mul(below, across));
  }
  return tf.concat(columns, -1);
}
