import * as tf from "@tensorflow/tfjs-core";
import type { Value } from "../graph/types.ts";
import type { SymbolicBackend } from "./symbolic-backend.ts";

/** A tensor that stands for a graph value. */
export function symbol(backend: SymbolicBackend, value: Value): tf.Tensor {
  return tf.engine().makeTensorFromDataId(backend.hold(value), [...value.shape], value.dtype as tf.DataType, backend);
}
