import { bindParams, initialValue, listParams, listValues, normal } from "@elbo/program";
import type { Named, ParamTree, Values } from "@elbo/spec";
import { centralDifference, relativeError } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** Reproducible numbers around 0 for parameters, so that no gradient is 0 because a parameter is. */
export function randomValues<P extends ParamTree>(tree: P, scale = 0.5): Values<P> {
  return bindParams(tree, (path, { shape }) =>
    tf.tensor(initialValue(path, { shape, init: normal(scale) }, 7n), [...shape]),
  );
}

/** The gradient of the scalar `f` with respect to every parameter, by path. */
export function parameterGradients<P extends ParamTree>(
  tree: P,
  values: Values<P>,
  f: (values: Values<P>) => tf.Tensor,
): Named<tf.Tensor> {
  const named = listValues(tree, values);
  const paths = Object.keys(named);
  const at = (tensors: tf.Tensor[]) => bindParams(tree, (path) => tensors[paths.indexOf(path)] as tf.Tensor);
  const grads = tf.grads((...tensors: tf.Tensor[]) => tf.sum(f(at(tensors))))(Object.values(named));
  return Object.fromEntries(paths.map((path, i) => [path, grads[i] as tf.Tensor]));
}

/** Asserts that the gradient of `f` reaches every parameter and equals central differences to `tolerance`. */
export function expectGradients<P extends ParamTree>(
  tree: P,
  f: (values: Values<P>) => tf.Tensor,
  { tolerance = 1e-3, values = randomValues(tree) } = {},
): void {
  const grads = parameterGradients(tree, values, f);
  const named = listValues(tree, values);
  for (const { path } of listParams(tree)) {
    const oracle = centralDifference(
      (moved) => tf.sum(f(bindParams(tree, (p) => (p === path ? moved : (named[p] as tf.Tensor))))),
      named[path] as tf.Tensor,
    );
    const gradient = grads[path] as tf.Tensor;
    expect(Math.max(...tf.abs(gradient).dataSync()), `gradient of ${path}`).toBeGreaterThan(1e-4);
    expect(relativeError(gradient, oracle), `gradient of ${path}`).toBeLessThanOrEqual(tolerance);
  }
}
