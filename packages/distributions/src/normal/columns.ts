import type { Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

const sizeOf = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

/** Values `[...sample, ...batch, d]` as columns `[...batch, d, n]`, n samples: what a matrix per batch element acts on. */
export function asColumns(value: tf.Tensor, batchShape: Shape): tf.Tensor {
  const d = value.shape.at(-1) as number;
  const n = sizeOf(value.shape) / (d * sizeOf(batchShape));
  const rank = batchShape.length;
  const flat = tf.reshape(value, [n, ...batchShape, d]);
  return tf.transpose(flat, [...batchShape.map((_, i) => i + 1), rank + 1, 0]);
}

/** Columns `[...batch, d, n]` as values `[n, ...batch, d]`. */
export function fromColumns(columns: tf.Tensor): tf.Tensor {
  const last = columns.rank - 1;
  return tf.transpose(columns, [last, ...Array.from({ length: last }, (_, i) => i)]);
}

/** Sums the rows of columns `[...batch, d, n]` and puts samples in front again: `[...sample, ...batch]`. */
export function sumColumns(columns: tf.Tensor, lead: Shape): tf.Tensor {
  const sums = tf.sum(columns, -2); // [...batch, n]
  const last = sums.rank - 1;
  return tf.reshape(tf.transpose(sums, [last, ...Array.from({ length: last }, (_, i) => i)]), [...lead]);
}
