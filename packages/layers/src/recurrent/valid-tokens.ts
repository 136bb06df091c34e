import * as tf from "@tensorflow/tfjs-core";

/** Which tokens count: lengths int32 `[batch]` -> float32 `[time, batch, 1]`, 1 where `t < length`. */
export function validTokens(lengths: tf.Tensor, time: number): tf.Tensor {
  const steps = tf.reshape(tf.range(0, time, 1, "int32"), [time, 1]);
  return tf.expandDims(tf.cast(tf.less(steps, tf.reshape(lengths, [1, lengths.size])), "float32"), -1);
}
