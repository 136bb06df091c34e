import type { Heads } from "@elbo/layers";
import type { Named, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

const swap = (x: tf.Tensor) => tf.transpose(x, [1, 0, ...x.shape.slice(2).map((_, i) => i + 2)]);

/**
 * Heads on every state: states `[time, batch, hidden]` -> `{ name: [batch, time, ...shape] }`. The axes are exchanged
 * where fewer numbers have to move: before the heads, or after.
 */
export function readOut(
  heads: Heads,
  values: Values<Heads["params"]>,
  states: tf.Tensor,
  shapes: Named<Shape>,
): Named<tf.Tensor> {
  const hidden = states.shape[2] as number;
  const width = Object.values(shapes).reduce((sum, shape) => sum + tf.util.sizeFromShape([...shape]), 0);
  const late = width < hidden;
  const rows = late ? states : swap(states);
  const flat = heads.apply(values, tf.reshape(rows, [-1, hidden]));
  return Object.fromEntries(
    Object.entries(flat).map(([name, y]) => {
      const whole = tf.reshape(y, [...rows.shape.slice(0, 2), ...(shapes[name] as Shape)]);
      return [name, late ? swap(whole) : whole];
    }),
  );
}
