import type { Heads } from "@elbo/layers";
import type { Named, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Heads on the states of `steps` steps, `[batch, time, width]` or of one `[batch, width]`: `{ name: [batch, steps, ...shape] }`. */
export function readSteps(
  heads: Heads,
  values: Values<Heads["params"]>,
  states: tf.Tensor,
  steps: number,
): Named<tf.Tensor> {
  const flat = heads.apply(values, tf.reshape(states, [-1, states.shape.at(-1) as number]));
  return Object.fromEntries(
    Object.entries(flat).map(([name, y]) => [name, tf.reshape(y, [-1, steps, ...y.shape.slice(1)])]),
  );
}
