import * as tf from "@tensorflow/tfjs-core";

/** The same values, no gradient: a new tensor on the same data. `d stopGradient(x) / dx = 0`. */
export function stopGradient(x: tf.Tensor): tf.Tensor {
  const engine = tf.engine();
  engine.backend.incRef(x.dataId);
  return engine.makeTensorFromDataId(x.dataId, x.shape, x.dtype);
}
