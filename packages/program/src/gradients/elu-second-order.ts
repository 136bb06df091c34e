import * as tf from "@tensorflow/tfjs-core";
import { defineGradient } from "./define-gradient.ts";

/** EluGrad(dy, y) = dy * (y > 0 ? 1 : y + 1), which stock tfjs cannot differentiate again. */
export function defineEluSecondOrder(): void {
  defineGradient("EluGrad", ["dy", "y"], (g, saved) => {
    const [dy, y] = saved as [tf.Tensor, tf.Tensor];
    return {
      dy: () => tf.mul(g, tf.where(tf.greater(y, 0), tf.onesLike(y), tf.add(y, 1))),
      y: () => tf.mul(tf.mul(g, dy), tf.cast(tf.lessEqual(y, 0), "float32")),
    };
  });
}
