import * as tf from "@tensorflow/tfjs-core";

/** 1 at the index, 0 elsewhere, float32: `[...lead]` int32 -> `[...lead, size]`. Unlike tf.oneHot, a size of 1 is allowed. */
export function oneHot(index: tf.Tensor, size: number): tf.Tensor {
  if (size === 1) return tf.ones([...index.shape, 1]);
  return tf.cast(tf.oneHot(tf.cast(index, "int32"), size), "float32");
}
