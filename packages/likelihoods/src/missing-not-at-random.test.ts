import { eagerContext, initialise } from "@elbo/program";
import type { Batch, Definition, Field, Likelihood } from "@elbo/spec";
import { centralDifference, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { missingNotAtRandomLikelihood } from "./missing-not-at-random.ts";
import { likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const definition = missingNotAtRandomLikelihood as unknown as Definition;
const x: Field = { shape: [2], dtype: "float32", support: "real" };
const sigma = 0.8;
const options = { of: { kind: "gaussian", sigma: { kind: "fixed", value: sigma } } };

describeConformance(
  "missing-not-at-random",
  likelihoodChecks(definition, options, { x, value: () => tf.tensor2d([0.5, -1, 2, 0, 0.1, 0.2], [3, 2]) }),
);

const weight = [1.5, -0.7];
const bias = [0.4, 0.2];
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
const normalAt = (value: number, mean: number) =>
  Math.exp(-0.5 * ((value - mean) / sigma) ** 2) / (sigma * Math.sqrt(2 * Math.PI));
/** A likelihood with the weights above, of `by: self`. */
const scoring = (likelihood: Likelihood, mean: tf.Tensor, batch: Batch, seed = 1n) => {
  const params = { ...initialise(likelihood.params), seen: { weight: tf.tensor1d(weight), bias: tf.tensor1d(bias) } };
  return likelihood.elements(params as never, { mean }, eagerContext({ seed }).context, batch);
};
const batch = (values: readonly number[], mask: readonly number[]): Batch => ({
  x: tf.tensor2d([...values], [1, 2]),
  "x.mask": tf.tensor2d([...mask], [1, 2]),
  weight: tf.ones([1]),
});
const score = (likelihood: Likelihood, mean: tf.Tensor, given: Batch, seed?: bigint) => {
  const p = scoring(likelihood, mean, given, seed);
  const own = likelihood.observed?.(given, p);
  expect(own?.counts).toBeUndefined();
  return p.logProb?.(tf.expandDims(own?.value as tf.Tensor, 0)) as tf.Tensor;
};

describe("missing-not-at-random", () => {
  const likelihood = () => make(definition, options, x);

  it("scores what is seen, and that it is seen", () => {
    const [values, mean] = [
      [0.3, -1.2],
      [0.1, 0.5],
    ];
    const logs = score(likelihood(), tf.tensor3d(mean, [1, 1, 2]), batch(values, [1, 1]));
    const expected = [0, 1].map(
      (j) =>
        Math.log(normalAt(values[j] as number, mean[j] as number)) +
        Math.log(sigmoid((weight[j] as number) * (values[j] as number) + (bias[j] as number))),
    );
    expectClose(logs, expected, 1e-5);
  });

  it("averages, over its draws of what is missing, to the probability that it is missing", () => {
    const samples = 20_000;
    const mean = [0.9, -0.4];
    const given = batch([7, -1], [0, 1]); // the 7 says nothing
    const logs = score(likelihood(), tf.tile(tf.tensor3d(mean, [1, 1, 2]), [samples, 1, 1]), given);
    const missing = Array.from(tf.gather(tf.reshape(logs, [samples, 2]), [0], 1).dataSync(), Math.exp);
    const found = missing.reduce((a, b) => a + b, 0) / samples;
    const spread = Math.sqrt(missing.reduce((sum, p) => sum + (p - found) ** 2, 0) / samples);
    const step = 1e-3;
    let exact = 0;
    for (let value = -6; value < 8; value += step) {
      exact +=
        step * normalAt(value, mean[0] as number) * (1 - sigmoid((weight[0] as number) * value + (bias[0] as number)));
    }
    expect(Math.abs(found - exact)).toBeLessThan((4 * spread) / Math.sqrt(samples));
  });

  it("tells what it completed, and keeps what is seen", () => {
    const own = likelihood();
    const p = scoring(own, tf.zeros([5, 1, 2]), batch([7, -1], [0, 1]));
    const completed = own.completed?.(p).arraySync() as number[][][];
    expect(completed.map(([row]) => row?.[1])).toEqual([-1, -1, -1, -1, -1]);
    expect(new Set(completed.map(([row]) => row?.[0])).size).toBe(5);
  });

  it("has a gradient through what it draws, and none when frozen", () => {
    const mean = tf.tensor3d([0.9, -0.4], [1, 1, 2]);
    const given = batch([7, -1], [0, 1]);
    const f = (own: tf.Tensor) => tf.sum(score(likelihood(), own, given, 5n));
    const gradient = tf.grad(f)(mean);
    expectClose(gradient, centralDifference(f, mean), 2e-3);
    expect(Math.abs(gradient.dataSync()[0] as number)).toBeGreaterThan(1e-3);
    const still = tf.grad((own) => {
      const frozen = scoring(likelihood(), own, given, 5n)
        .frozen?.()
        .logProb?.(tf.zeros([1, 1, 2])) as tf.Tensor;
      return tf.add(tf.sum(frozen), tf.mul(tf.sum(own), 0));
    })(mean);
    expect(Array.from(still.dataSync())).toEqual([0, 0]);
  });

  it("knows a direction: higher values are missing more often, whatever the weight", () => {
    const own = make(definition, { ...options, direction: "higher" }, x);
    const at = (value: number) => {
      const params = { ...initialise(own.params), seen: { weight: tf.tensor1d([3, -3]), bias: tf.tensor1d([0, 0]) } };
      const given = batch([value, value], [1, 1]);
      const p = own.elements(
        params as never,
        { mean: tf.tensor3d([value, value], [1, 1, 2]) },
        eagerContext().context,
        given,
      );
      const logs = p.logProb?.(tf.expandDims(given.x as tf.Tensor, 0)) as tf.Tensor;
      return Array.from(logs.dataSync());
    };
    const [low, high] = [at(-1), at(1)];
    for (const j of [0, 1]) expect(low[j] as number).toBeGreaterThan(high[j] as number);
  });

  it("may depend on all elements", () => {
    const own = make(definition, { ...options, by: "all" }, x);
    const matrix = [
      [0.5, -1],
      [2, 0.3],
    ];
    const params = { ...initialise(own.params), seen: { weight: tf.tensor2d(matrix), bias: tf.tensor1d(bias) } };
    const given = batch([0.3, -1.2], [1, 1]);
    const p = own.elements(params as never, { mean: tf.zeros([1, 1, 2]) }, eagerContext().context, given);
    const logits = [0.5 * 0.3 + 2 * -1.2 + 0.4, -1 * 0.3 + 0.3 * -1.2 + 0.2];
    const expected = [0.3, -1.2].map(
      (value, j) => Math.log(normalAt(value, 0)) + Math.log(sigmoid(logits[j] as number)),
    );
    expectClose(p.logProb?.(tf.expandDims(given.x as tf.Tensor, 0)) as tf.Tensor, expected, 1e-5);
  });

  it("refuses data without a mask, and values whose draws have no gradient", () => {
    const wiring = { fields: { x }, part: () => undefined as never };
    expect(() =>
      missingNotAtRandomLikelihood.create({ kind: "missing-not-at-random" } as never, wiring as never),
    ).toThrow(/does not say what is missing/);
    expect(() => make(definition, { of: { kind: "poisson" } }, { ...x, support: "count" })).toThrow(
      /gradients pass through the draw.*gaussian or student-t.*one of count data/,
    );
  });
});
