import * as tf from "@tensorflow/tfjs-core";

/** A block of the last two axes of `[...batch, rows, columns]`. */
export function part(x: tf.Tensor, from: readonly [number, number], size: readonly [number, number]): tf.Tensor {
  const lead = x.shape.slice(0, -2);
  return tf.slice(x, [...lead.map(() => 0), ...from], [...lead, ...size]);
}
