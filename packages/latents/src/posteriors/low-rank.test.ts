import { klDivergence, standardNormal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createGaussian } from "./gaussian.ts";
import { createLowRank, lowRankPosterior } from "./low-rank.ts";

beforeAll(useCpu);

const schema = () =>
  lowRankPosterior.config(() => {
    throw new Error("no slots");
  });
const posterior = (options: object) => createLowRank(schema().parse({ kind: "low-rank", ...options }));
const at = (rank: number, factor: tf.Tensor) => {
  const features = { mean: tf.tensor([[0.5, -1]]), "log-variance": tf.tensor([[0.3, -0.8]]), factor };
  return posterior({ dimension: 2, rank }).distribution({}, features, fakeGiven(), eagerContext().context);
};

describe("low-rank", () => {
  it("has the covariance diag + F F', by hand for one column", () => {
    const [f, g] = [0.9, -1.4];
    const q = at(1, tf.tensor([f, g], [1, 2, 1]));
    const [a, b, c] = [Math.exp(0.3) + f * f, f * g, Math.exp(-0.8) + g * g];
    const [x, y] = [0.2 - 0.5, 1];
    const square = (c * x * x - 2 * b * x * y + a * y * y) / (a * c - b * b);
    const logProb = -0.5 * square - 0.5 * Math.log(a * c - b * b) - Math.log(2 * Math.PI);
    expectClose(q.logProb?.(tf.tensor([[0.2, 0]])) as tf.Tensor, [logProb], 1e-5);
    const kl = 0.5 * (a + c + 0.25 + 1 - 2 - Math.log(a * c - b * b));
    expectClose(klDivergence(q, standardNormal([2])) as tf.Tensor, [kl], 1e-5);
  });

  it("is the diagonal Gaussian where the factor is 0, whatever its rank", () => {
    const features = { mean: tf.tensor([[0.5, -1]]), "log-variance": tf.tensor([[0.3, -0.8]]) };
    const diagonal = createGaussian({ kind: "gaussian", dimension: 2, logVarianceRange: [-14, 6] });
    const p = diagonal.distribution({}, features, fakeGiven(), eagerContext().context);
    const z = tf.tensor([0.1, 0.2, -3, 1], [2, 1, 2]);
    expectClose(at(3, tf.zeros([1, 2, 3])).logProb?.(z) as tf.Tensor, p.logProb?.(z) as tf.Tensor, 1e-6);
  });

  it("asks for d (r + 2) features, and has a strict schema", () => {
    expect(posterior({ dimension: 4, rank: 2 }).features).toEqual({ mean: [4], "log-variance": [4], factor: [4, 2] });
    expect(schema().parse({ kind: "low-rank", dimension: 4 })).toMatchObject({ rank: 1, logVarianceRange: [-14, 6] });
    expect(schema().safeParse({ kind: "low-rank", dimension: 4, rank: 0 }).success).toBe(false);
    expect(schema().safeParse({ kind: "low-rank", dimension: 4, columns: 2 }).success).toBe(false);
  });
});
