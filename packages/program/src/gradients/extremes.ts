import * as tf from "@tensorflow/tfjs-core";
import { defineGradient } from "./define-gradient.ts";

/** Shares the gradient among equal extremes: `dy * [x = y] / count`. Stock tfjs gives each the whole. */
function shared(dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor, axis: number | number[]): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, x.shape);
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  const equal = tf.cast(tf.equal(x, tf.reshape(y, kept)), "float32");
  return tf.mul(tf.reshape(dy, kept), tf.div(equal, tf.sum(equal, axes, true)));
}

/** Gradients of the largest, the smallest, and the k largest. */
export function defineExtremes(): void {
  for (const [kernel, attribute] of [
    ["Max", "reductionIndices"],
    ["Min", "axis"],
  ] as const) {
    defineGradient<Readonly<Record<string, number | number[]>>>(
      kernel,
      ["x"],
      (dy, [x, y], attributes) => ({
        x: () => shared(dy, x as tf.Tensor, y as tf.Tensor, attributes[attribute] as number | number[]),
      }),
      { outputsToSave: [true] },
    );
  }
  defineGradient(
    "TopK",
    ["x"],
    (dys, [x, indices]) => ({
      x: () => {
        const [dy] = dys as unknown as readonly [tf.Tensor];
        const chosen = tf.oneHot(indices as tf.Tensor, (x as tf.Tensor).shape.at(-1) as number);
        return tf.sum(tf.mul(tf.cast(chosen, "float32"), tf.expandDims(dy, -1)), -2);
      },
    }),
    { outputsToSave: [false, true] },
  );
}
