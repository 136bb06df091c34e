import * as tf from "@tensorflow/tfjs-core";
import { defineGradient } from "./define-gradient.ts";

/** Zero gradients for kernels that answer yes or no: constant almost everywhere, yet stock tfjs throws. */
export function defineComparisons(): void {
  const zero = (x: tf.Tensor) => () => tf.zeros(x.shape, "float32");
  for (const kernel of ["Greater", "Less", "LessEqual", "Equal", "NotEqual", "LogicalAnd", "LogicalOr"]) {
    defineGradient(kernel, ["a", "b"], (_, [a, b]) => ({ a: zero(a as tf.Tensor), b: zero(b as tf.Tensor) }));
  }
  for (const kernel of ["LogicalNot", "Any", "All", "IsNan", "IsInf", "IsFinite"]) {
    defineGradient(kernel, ["x"], (_, [x]) => ({ x: zero(x as tf.Tensor) }));
  }
}
