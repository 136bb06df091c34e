import * as tf from "@tensorflow/tfjs-core";
import { oneHot } from "./one-hot.ts";

/** The first proposal along the last axis that was accepted (the first of all, if none): `[...draws, proposal]` -> `[...draws]`. */
export function firstAccepted(proposals: tf.Tensor, accepted: tf.Tensor): tf.Tensor {
  const first = tf.argMax(tf.cast(accepted, "float32"), -1);
  return tf.sum(tf.mul(proposals, oneHot(first, proposals.shape.at(-1) as number)), -1);
}
