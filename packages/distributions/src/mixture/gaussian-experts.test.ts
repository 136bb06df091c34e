import { eagerContext } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { kolmogorovSmirnov, normalCdf } from "../../fixtures/statistics.ts";
import { gaussianExperts } from "./gaussian-experts.ts";
import { mixtureOfNormals } from "./mixture-of-normals.ts";

beforeAll(useCpu);

/** Three components over one coordinate, two examples; the second example lacks the last component. */
const means = [
  [-3, 1],
  [0.5, -2],
  [4, 9],
];
const deviations = [
  [0.3, 0.8],
  [1, 0.5],
  [0.6, 7],
];
const weights = [
  [0.2, 0.6],
  [0.5, 0.4],
  [0.3, 0],
];
const make = (mean = tf.tensor3d(means.map((row) => row.map((v) => [v])))) =>
  gaussianExperts({
    means: mean,
    logVariances: tf.tensor3d(deviations.map((row) => row.map((v) => [2 * Math.log(v)]))),
    weights: tf.tensor2d(weights),
  });

describe("gaussianExperts", () => {
  it("has each example's own mixture density, which integrates to one", () => {
    const n = 4001;
    const line = tf.linspace(-12, 12, n);
    const q = make();
    const grid = tf.expandDims(tf.stack([line, line], 1), 2); // [n, 2, 1]
    const found = q.logProb(grid);
    expect([q.batchShape, q.eventShape, found.shape]).toEqual([[2], [1], [n, 2]]);
    expectClose(tf.mul(tf.sum(tf.exp(found), 0), 24 / (n - 1)), [1, 1], 1e-5);
    [0, 1].forEach((row) => {
      const other = mixtureOfNormals({
        logWeights: tf.log(tf.tensor(weights.map((w) => Math.max(w[row] as number, 1e-30)))),
        means: tf.tensor2d(means.map((m) => [m[row] as number])),
        scales: tf.tensor2d(deviations.map((d) => [d[row] as number])),
      });
      expectClose(tf.reshape(tf.slice(found, [0, row], [n, 1]), [n]), other.logProb(tf.expandDims(line, 1)), 1e-4);
    });
    expectClose(q.mean(), [0.2 * -3 + 0.5 * 0.5 + 0.3 * 4, 0.6 - 0.4 * 2], 1e-6);
    expectClose(q.frozen().logProb(grid), found, 0);
  });

  it("draws by weight: Kolmogorov-Smirnov per example, and never from a component of weight 0", () => {
    const { value, logProb } = make().draw(4000, eagerContext({ seed: 9n }).context);
    expect([value.shape, logProb.shape]).toEqual([
      [4000, 2, 1],
      [4000, 2],
    ]);
    expectClose(logProb, make().logProb(value), 1e-6);
    [0, 1].forEach((row) => {
      const own = tf.reshape(tf.slice(value, [0, row, 0], [-1, 1, 1]), [4000]).dataSync();
      const cdf = (x: number) =>
        weights.reduce(
          (sum, w, k) =>
            sum + (w[row] as number) * normalCdf(x, means[k]?.[row] as number, deviations[k]?.[row] as number),
          0,
        );
      expect(kolmogorovSmirnov(own, cdf)).toBeLessThan(1.95);
    });
  });

  it("carries the gradient of an expectation: d E[z] / d mean_k = w_k", () => {
    const samples = 20000;
    const gradient = tf.grad((mean: tf.Tensor) =>
      tf.mul(tf.sum(make(mean as tf.Tensor3D).draw(samples, eagerContext({ seed: 4n }).context).value), 1 / samples),
    )(tf.tensor3d(means.map((row) => row.map((v) => [v]))));
    const error = 4 * Math.sqrt(0.25 / samples);
    const found = gradient.dataSync();
    weights.flat().forEach((w, i) => {
      expect(Math.abs((found[i] as number) - w)).toBeLessThan(error);
    });
  });
});
