import { klDivergence } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { centralDifference, configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { givenCodes, normals, readFixture, rowsOf } from "../test-support/given-codes.ts";
import { batchOf, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { meanAndError, objectiveValue, termsOf } from "../test-support/objective-value.ts";
import { logMixtureWeights } from "./mixture-weights.ts";
import { pairwiseLogDensity } from "./pairwise-log-density.ts";
import { createTc, type TcConfig, tcLoss } from "./tc.ts";

beforeAll(useCpu);
describeConformance("tc", configChecks(tcLoss, {}));

const part = () => {
  throw new Error("a number needs no schedule");
};
const make = (examples: number, options: Partial<TcConfig> = {}) =>
  createTc({ kind: "tc", alpha: 1, beta: 6, gamma: 1, sampling: "stratified", ...options }, { part, examples });
const names = ["mutual-information", "total-correlation", "dimension-wise-kl"] as const;
const total = (terms: ReturnType<typeof termsOf>) =>
  names.map((name) => terms[name]?.value as tf.Tensor).reduce((a, b) => tf.add(a, b));

describe("tc", () => {
  it("has pythae's three terms by minibatch weighting (float64)", () => {
    const f = readFixture("total-correlation", import.meta.url);
    const model = givenCodes({ z: f("z"), mean: f("mean"), scale: f("scale") });
    const terms = termsOf(make(50, { sampling: "weighted" }), "tc", model, rowsOf(7));
    for (const [i, name] of (["mutual", "correlation", "dimensions"] as const).entries()) {
      expectClose(tf.mean(terms[names[i] as string]?.value as tf.Tensor), f(name), 1e-5);
    }
  });

  it("adds up to log q(z|x) - log p(z) of each draw, hence to the KL in expectation, by either sampling", () => {
    const x = tf.tile(tf.tensor2d([1, 0.5, -0.2, -1, 0.3, 0.8], [2, 3]), [150, 1]);
    for (const sampling of ["stratified", "weighted"] as const) {
      const terms = termsOf(make(1000, { sampling }), "tc", linearGaussian(wrongInference()), batchOf(x), { seed: 4n });
      const { sites } = linearGaussian(wrongInference()).infer(
        batchOf(x),
        { samples: 1 },
        eagerContext({ seed: 4n }).context,
      );
      const site = sites[0] as (typeof sites)[number];
      expectClose(total(terms), tf.sub(site.logQ, site.logP), 1e-4);
      const gap = meanAndError(tf.sub(total(terms), klDivergence(site.q, site.p) as tf.Tensor).dataSync());
      expect(Math.abs(gap.mean)).toBeLessThan(4 * gap.error);
    }
  });

  it("knows the total correlation of Gaussian codes, and the mutual information", () => {
    const [size, r, s] = [400, 0.7, 0.5];
    // q(z) has unit variances and correlation r: means have covariance [[1, r], [r, 1]] - s^2 I.
    const [a, b] = tf.split(normals([size, 2]), 2, 1) as [tf.Tensor, tf.Tensor];
    const spread = Math.sqrt(1 - s * s);
    const along = r / (1 - s * s);
    const second = tf.add(tf.mul(a, along), tf.mul(b, Math.sqrt(1 - along * along)));
    const mean = tf.mul(tf.concat([a, second], 1), spread);
    const z = tf.add(mean, tf.mul(normals([size, 2], 7), s));
    const model = givenCodes({ z, mean, scale: tf.fill([size, 2], s) });
    const terms = termsOf(make(size), "tc", model, rowsOf(size)); // the batch is all the data
    const value = (name: (typeof names)[number]) => tf.mean(terms[name]?.value as tf.Tensor).dataSync()[0] as number;
    const exact = -0.5 * Math.log(1 - r * r);
    expect(Math.abs(value("total-correlation") - exact)).toBeLessThan(0.12);
    expect(Math.abs(value("mutual-information") - (0.5 * Math.log(1 - r * r) - 2 * Math.log(s)))).toBeLessThan(0.12);
    expect(Math.abs(value("dimension-wise-kl"))).toBeLessThan(0.12);
  });

  it("weighs its terms", () => {
    const {
      "mutual-information": mi,
      "total-correlation": tc,
      "dimension-wise-kl": kl,
      ...rest
    } = termsOf(
      make(100, { alpha: 0, beta: 4, gamma: 2 }),
      "tc",
      linearGaussian(wrongInference()),
      batchOf(normals([5, 3])),
    );
    expect([mi?.weight, tc?.weight, kl?.weight]).toEqual([0, 4, 2]);
    expect([rest.reconstruction?.weight, rest.kl?.weight]).toEqual([1, 0]);
  });

  it("has gradients to q that match central differences", () => {
    const base = wrongInference();
    const f = (slope: tf.Tensor) =>
      objectiveValue(
        termsOf(make(100), "tc", linearGaussian({ ...base, slope }), batchOf(normals([5, 3], 3)), { seed: 2n }),
        tf.ones([5]),
      );
    expectClose(tf.grad(f)(base.slope), centralDifference(f, base.slope), 2e-3);
  });

  it("refuses a posterior without moments, and data of unknown size", () => {
    const moved = linearGaussian(wrongInference(), { moved: true });
    expect(() => termsOf(make(9), "tc", moved, batchOf(normals([2, 3])))).toThrow(
      /diagonal covariance.*got transported/,
    );
    expect(() => createTc({ kind: "tc", alpha: 1, beta: 6, gamma: 1, sampling: "weighted" }, { part })).toThrow(
      /number of training examples/,
    );
  });
});

describe("logMixtureWeights", () => {
  const choose = (from: readonly number[], count: number): number[][] =>
    count === 0
      ? [[]]
      : from.flatMap((first, i) => choose(from.slice(i + 1), count - 1).map((others) => [first, ...others]));

  it("stratified: the mean estimate of q(z) over all batches with an example is q(z) exactly", () => {
    const data = 5;
    const moments = { mean: normals([data, 2]), scale: tf.fill([data, 2], 0.7) };
    const z = tf.add(moments.mean, tf.mul(normals([data, 2], 9), 0.7));
    const density = tf.exp(tf.sum(pairwiseLogDensity(z, moments), 2)).arraySync() as number[][]; // [code, example]
    const share = tf.exp(logMixtureWeights("stratified", tf.ones([3]), data)).arraySync() as number[][];
    for (let code = 0; code < data; code++) {
      const others = Array.from({ length: data }, (_, n) => n).filter((n) => n !== code);
      const batches = choose(others, 2).map((rest) => [code, ...rest]);
      const estimates = batches.map((batch) =>
        batch.reduce((sum, n, j) => sum + (share[0]?.[j] as number) * (density[code]?.[n] as number), 0),
      );
      const exact = (density[code] as number[]).reduce((a, b) => a + b, 0) / data;
      expect(estimates.reduce((a, b) => a + b, 0) / estimates.length).toBeCloseTo(exact, 6);
    }
  });

  it("gives padding no share, whatever its place", () => {
    for (const sampling of ["stratified", "weighted"] as const) {
      const small = tf.exp(logMixtureWeights(sampling, tf.ones([2]), 10));
      const padded = tf.exp(logMixtureWeights(sampling, tf.tensor1d([1, 1, 0]), 10));
      expectClose(tf.slice(padded, [0, 0], [2, 2]), small, 1e-6);
      expectClose(tf.slice(padded, [0, 2], [2, 1]), [0, 0], 1e-12);
    }
  });
});
