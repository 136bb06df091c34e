import * as tf from "@tensorflow/tfjs-core";
import { part } from "./part.ts";

/**
 * log|det a| of `[...batch, n, n]` -> `[...batch]`, by elimination without exchange of rows: for small matrices whose leading
 * blocks are far from singular, such as those near the identity. Gradients of any order.
 */
export function logDeterminant(a: tf.Tensor): tf.Tensor {
  const n = a.shape.at(-1) as number;
  const pivots: tf.Tensor[] = [];
  let rest = a;
  for (let size = n; size > 0; size--) {
    const pivot = part(rest, [0, 0], [1, 1]);
    pivots.push(pivot);
    if (size === 1) break;
    const share = tf.div(part(rest, [1, 0], [size - 1, 1]), pivot);
    rest = tf.sub(part(rest, [1, 1], [size - 1, size - 1]), tf.mul(share, part(rest, [0, 1], [1, size - 1])));
  }
  return tf.sum(tf.log(tf.abs(tf.concat(pivots, -1))), [-2, -1]);
}
