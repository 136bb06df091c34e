import { bindParams, initialValue, listParams, listValues, normal } from "@elbo/program";
import type { Named, ParamTree, Values } from "@elbo/spec";
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

/** A scalar function's slope along one entry of `x`: (f(x + h e_i) - f(x - h e_i)) / 2h, h = 1e-2. */
function slope(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, i: number): number {
  const value = (by: number) =>
    tf.tidy(() => {
      const moved = Float32Array.from(x.dataSync());
      moved[i] = (moved[i] as number) + by;
      return tf.sum(f(tf.tensor(moved, x.shape))).dataSync()[0] as number;
    });
  return (value(1e-2) - value(-1e-2)) / 2e-2;
}

/**
 * Asserts that the gradient of `f` reaches every parameter and equals central differences, entry by entry, to `tolerance`
 * of the parameter's largest slope.
 */
export function expectGradients<P extends ParamTree>(
  tree: P,
  f: (values: Values<P>) => tf.Tensor,
  { tolerance = 1e-3, values = randomValues(tree) } = {},
): void {
  const grads = parameterGradients(tree, values, f);
  const named = listValues(tree, values);
  for (const { path } of listParams(tree)) {
    const at = (moved: tf.Tensor) => f(bindParams(tree, (p) => (p === path ? moved : (named[p] as tf.Tensor))));
    const gradient = (grads[path] as tf.Tensor).dataSync();
    const slopes = Array.from(gradient, (_, i) => slope(at, named[path] as tf.Tensor, i));
    const largest = Math.max(...slopes.map(Math.abs));
    const gap = Math.max(...slopes.map((s, i) => Math.abs(s - (gradient[i] as number))));
    expect(largest, `slope along ${path}`).toBeGreaterThan(1e-4);
    expect(gap / largest, `gradient of ${path}`).toBeLessThanOrEqual(tolerance);
  }
}
