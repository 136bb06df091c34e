import { readFileSync } from "node:fs";
import { normal, normalDiagonal, standardNormal } from "@elbo/distributions";
import type { Model } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Tensors of a fixture that lies beside the test `import.meta.url`, by name. */
export function readFixture(name: string, test: string): (tensor: string) => tf.Tensor {
  const file = JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, test), "utf8")) as Record<
    string,
    { readonly shape: number[]; readonly values: number[] }
  >;
  return (tensor) => {
    const found = file[tensor];
    if (!found) throw new Error(`${name} has no ${tensor}`);
    return tf.tensor(found.values, found.shape, "float32");
  };
}

/** A model whose codes `[batch, latent]`, posterior and prior draws are given, and whose log p(x|z) is 0. */
export function givenCodes({
  z,
  mean = z,
  scale = tf.onesLike(z),
  prior = z,
}: {
  readonly z: tf.Tensor;
  readonly mean?: tf.Tensor;
  readonly scale?: tf.Tensor;
  readonly prior?: tf.Tensor;
}): Model {
  const [size, latent] = z.shape as [number, number];
  const q = normalDiagonal({ mean, scale, eventAxes: 1 });
  const p = standardNormal([latent]);
  const likelihood = normal({ mean: tf.zeros([1, size, 1]), scale: tf.scalar(1) });
  const value = tf.expandDims(z, 0);
  const site = { name: "z", value, logQ: q.logProb(value), logP: p.logProb(value), q, p };
  const infer: Model["infer"] = () => ({ sites: [site], likelihood, logX: tf.zeros([1, size]), added: {} });
  return {
    params: {},
    infer,
    score: (batch, _, context) => infer(batch, { samples: 1 }, context),
    decode: () => likelihood,
    generate: () => ({ z: { z: prior }, x: likelihood }),
  };
}

/** A batch of `size` rows that count as `weight` says. */
export const rowsOf = (size: number, weight = new Array<number>(size).fill(1)) => ({
  x: tf.zeros([size, 3]),
  weight: tf.tensor1d(weight),
});

/** Numbers that follow N(0, 1), the same each time. */
export function normals(shape: readonly number[], seed = 1): tf.Tensor {
  let state = seed * 2654435761;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const size = shape.reduce((a, b) => a * b, 1);
  const one = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return tf.tensor(Array.from({ length: size }, one), [...shape], "float32");
}
