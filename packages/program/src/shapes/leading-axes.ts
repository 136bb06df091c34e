import type { Named, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Folds the first `axes` axes into one: `[sample, batch, ...event]` -> `[sample * batch, ...event]`. */
export function foldLeading(x: tf.Tensor, axes: number): tf.Tensor {
  const lead = x.shape.slice(0, axes).reduce((a, b) => a * b, 1);
  return tf.reshape(x, [lead, ...x.shape.slice(axes)]);
}

/** The inverse of `foldLeading`: the first axis becomes `lead`. */
export function unfoldLeading(x: tf.Tensor, lead: Shape): tf.Tensor {
  return tf.reshape(x, [...lead, ...x.shape.slice(1)]);
}

/** Folds every tensor of a record. */
export function foldAll(xs: Named<tf.Tensor>, axes: number): Named<tf.Tensor> {
  return Object.fromEntries(Object.entries(xs).map(([name, x]) => [name, foldLeading(x, axes)]));
}

/** Unfolds every tensor of a record. */
export function unfoldAll(xs: Named<tf.Tensor>, lead: Shape): Named<tf.Tensor> {
  return Object.fromEntries(Object.entries(xs).map(([name, x]) => [name, unfoldLeading(x, lead)]));
}

/** Repeats `x` `[batch, ...]` along a new sample axis and folds: `[samples * batch, ...]`. */
export function repeatSamples(x: tf.Tensor, samples: number): tf.Tensor {
  if (samples === 1) return x;
  const tiled = tf.tile(tf.expandDims(x, 0), [samples, ...x.shape.map(() => 1)]);
  return foldLeading(tiled, 2);
}
