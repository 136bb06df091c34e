import type { Context, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Standard logistic noise of shape `shape`: log u - log(1 - u), u uniform in (0, 1). */
export function logisticNoise(name: string, shape: Shape, context: Context): tf.Tensor {
  const u = tf.clipByValue(context.noise(name, shape, { law: "uniform" }), 1e-10, 1 - 2 ** -24);
  return tf.sub(tf.log(u), tf.log(tf.sub(1, u)));
}
