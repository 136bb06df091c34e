import { bindParams, initialValue, normal } from "@elbo/program";
import type { ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Reproducible numbers around 0 for parameters, so that no map is near the identity. */
export function randomValues<P extends ParamTree>(tree: P, scale = 0.5): Values<P> {
  return bindParams(tree, (path, { shape }) =>
    tf.tensor(initialValue(path, { shape, init: normal(scale) }, 7n), [...shape]),
  );
}

/** Reproducible standard normal numbers. */
export const normals = (name: string, shape: number[], scale = 1): tf.Tensor =>
  tf.tensor(initialValue(name, { shape, init: normal(scale) }, 5n), shape);
