import type { Batch } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Which elements of `x` count: 1 where `x.mask` says observed and the position is below `x.length`.
 * `[batch, ...element]`, or undefined when everything counts.
 */
export function elementMask(batch: Batch, elements: readonly number[]): tf.Tensor | undefined {
  const observed = batch["x.mask"];
  const length = batch["x.length"];
  if (!length) return observed;
  const positions = tf.reshape(tf.range(0, elements[0] as number, 1, "int32"), [1, elements[0] as number]);
  const inside = tf.cast(tf.less(positions, tf.expandDims(length, 1)), "float32"); // [batch, time]
  const shaped = tf.reshape(inside, [...inside.shape, ...elements.slice(1).map(() => 1)]);
  return observed ? tf.mul(shaped, observed) : shaped;
}
