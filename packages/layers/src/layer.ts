import type { Context, ParamTree, Values } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";

/** Parameters as data, and a pure function of tensors on one batch axis. */
export interface Layer<P extends ParamTree = ParamTree, Y = tf.Tensor> {
  readonly params: P;
  /** Without a context the layer behaves as in evaluation. */
  apply(values: Values<P>, x: tf.Tensor, context?: Context): Y;
}
