import { eagerContext } from "@elbo/program";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { kolmogorovSmirnov, meanAndError, normalCdf } from "../../fixtures/statistics.ts";
import { torch } from "../../fixtures/torch.ts";
import { mixtureOfNormals } from "./mixture-of-normals.ts";

beforeAll(useCpu);

const from = (t: ReturnType<typeof torch>) =>
  mixtureOfNormals({ logWeights: t("logWeights"), means: t("means"), scales: t("scales") });

const flat = () => ({
  logWeights: tf.tensor([Math.log(0.2), Math.log(0.5), Math.log(0.3)]),
  means: tf.tensor([[-3], [0.5], [4]]),
  scales: tf.tensor([[0.3], [1], [0.6]]),
});

describe("mixtureOfNormals", () => {
  it("agrees with torch in float64", () => {
    const t = torch("mixture");
    expect(from(t).logProb(t("value")).shape).toEqual([2, 4]);
    expectClose(from(t).logProb(t("value")), t("logProb"), 1e-6);
  });

  it("keeps its digits where the plain matrix form loses whole nats (scale 0.002, means 3 apart)", () => {
    const t = torch("narrowMixture");
    const [near, stated] = [from(t).logProb(t("value")).dataSync(), t("logProb").dataSync()];
    for (let i = 0; i < 6; i++) expect(Math.abs((near[i] as number) - (stated[i] as number))).toBeLessThan(0.02);
    expectClose(near, stated, 1e-5);
  });

  it("integrates to one on a grid", () => {
    const n = 6001;
    const grid = tf.reshape(tf.linspace(-12, 12, n), [n, 1]);
    expectClose(tf.mul(tf.sum(tf.exp(mixtureOfNormals(flat()).logProb(grid))), 24 / (n - 1)), 1, 1e-5);
  });

  it("draws its components by weight: Kolmogorov-Smirnov, mean, and the density of the draws", () => {
    const p = mixtureOfNormals(flat());
    const { value, logProb } = p.draw(4000, eagerContext({ seed: 9n }).context);
    expect(value.shape).toEqual([4000, 1]);
    expectClose(logProb, p.logProb(value));
    const cdf = (x: number) => 0.2 * normalCdf(x, -3, 0.3) + 0.5 * normalCdf(x, 0.5, 1) + 0.3 * normalCdf(x, 4, 0.6);
    expect(kolmogorovSmirnov(value.dataSync(), cdf)).toBeLessThan(1.95);
    const { mean, error } = meanAndError(value.dataSync());
    expect(Math.abs(mean - 0.85)).toBeLessThan(4 * error);
    expectClose(p.mean(), [0.85], 1e-6);
  });

  it("has gradients to z, weights, means and scales that match central differences", () => {
    const t = torch("mixture");
    const [z, w, m, s] = [t("value"), t("logWeights"), t("means"), tf.add(t("scales"), 0.5)];
    const f = (x: tf.Tensor, logWeights: tf.Tensor, means: tf.Tensor, scales: tf.Tensor) =>
      tf.sum(mixtureOfNormals({ logWeights, means, scales }).logProb(x));
    const [dz, dw, dm, ds] = tf.grads((a, b, c, d) => f(a, b, c, d))([z, w, m, s]) as tf.Tensor[] as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    expectClose(
      dz,
      centralDifference((x) => f(x, w, m, s), z),
      2e-3,
    );
    expectClose(
      dw,
      centralDifference((x) => f(z, x, m, s), w),
      1e-3,
    );
    expectClose(
      dm,
      centralDifference((x) => f(z, w, x, s), m),
      2e-3,
    );
    expectClose(
      ds,
      centralDifference((x) => f(z, w, m, x), s),
      2e-3,
    );
  });

  it("is the Gaussian itself with one component, whatever its weight", () => {
    const one = mixtureOfNormals({ logWeights: tf.tensor([-7]), means: tf.tensor([[1, 2]]), scales: tf.ones([1, 2]) });
    expectClose(one.logProb(tf.tensor([[1, 2]])), [-Math.log(2 * Math.PI)], 1e-6);
  });

  it("frozen keeps the density and drops the gradient to its parameters", () => {
    const { logWeights, means, scales } = flat();
    const z = tf.tensor([[0.1], [3.5]]);
    expectClose(mixtureOfNormals(flat()).frozen().logProb(z), mixtureOfNormals(flat()).logProb(z));
    const f = (m: tf.Tensor) =>
      tf.add(tf.sum(mixtureOfNormals({ logWeights, means: m, scales }).frozen().logProb(z)), tf.mul(tf.sum(m), 0));
    expect(Array.from(tf.grad(f)(means).dataSync())).toEqual([0, 0, 0]);
  });
});
