import type { Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Sums the last `axes` axes: `[...lead, ...event]` -> `[...lead]`. */
export function sumEvent(x: tf.Tensor, axes: number): tf.Tensor {
  if (axes === 0) return x;
  return tf.sum(
    x,
    Array.from({ length: axes }, (_, i) => x.rank - axes + i),
  );
}

/** `x` broadcast to `shape`, by an addition: unlike tile, it has a gradient at every rank. */
export function spread(x: tf.Tensor, shape: Shape): tf.Tensor {
  const same = x.rank === shape.length && x.shape.every((n, i) => n === shape[i]);
  return same ? x : tf.add(x, tf.zeros([...shape]));
}
