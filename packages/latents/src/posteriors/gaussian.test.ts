import { klDivergence, standardNormal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { centralDifference, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createGaussian, gaussianPosterior } from "./gaussian.ts";

beforeAll(useCpu);

const schema = () =>
  gaussianPosterior.config(() => {
    throw new Error("no slots");
  });
const posterior = (options: object) => createGaussian(schema().parse({ kind: "gaussian", ...options }));
const at = (options: object, mean: tf.Tensor, logVariance: tf.Tensor) =>
  posterior(options).distribution({}, { mean, "log-variance": logVariance }, fakeGiven(), eagerContext().context);

describe("gaussian", () => {
  it("asks for two features of the event's shape", () => {
    expect(posterior({ dimension: 5 }).features).toEqual({ mean: [5], "log-variance": [5] });
    expect(posterior({ dimension: [2, 2, 3] }).shape).toEqual([2, 2, 3]);
  });

  it("gives Kingma and Welling's KL (appendix B), for events of one and of three axes", () => {
    const mean = tf.linspace(-1, 1, 24);
    const logVariance = tf.linspace(-2, 1, 24);
    const [m, v] = [mean.dataSync(), logVariance.dataSync()];
    const each = Array.from(m, (x, i) => -0.5 * (1 + (v[i] as number) - x * x - Math.exp(v[i] as number)));
    const half = (a: number, b: number) => each.slice(a, b).reduce((s, x) => s + x, 0);
    for (const event of [[12], [2, 2, 3]]) {
      const q = at({ dimension: event }, tf.reshape(mean, [2, ...event]), tf.reshape(logVariance, [2, ...event]));
      expect(q.batchShape).toEqual([2]);
      expectClose(klDivergence(q, standardNormal(event)) as tf.Tensor, [half(0, 12), half(12, 24)], 1e-5);
    }
  });

  it("clips the log-variance: exact inside, constant and without gradient outside", () => {
    const z = tf.tensor([[0.9999, 0, 0, 0]]);
    const f = (v: tf.Tensor) => tf.sum(at({ dimension: 4 }, tf.ones([1, 4]), v).logProb?.(z) as tf.Tensor);
    const v = tf.tensor([[-20, -3, 2, 9]]);
    const gradient = tf.grad(f)(v).dataSync();
    expectClose(gradient, centralDifference(f, v, 1e-3), 1e-3);
    expect([gradient[0], gradient[3]]).toEqual([0, 0]);
    expect(Math.abs(gradient[1] as number)).toBeGreaterThan(0.1);
    const scale = at({ dimension: 4 }, tf.ones([1, 4]), v).parameters.scale as tf.Tensor;
    expectClose(
      scale,
      [-14, -3, 2, 6].map((x) => Math.exp(x / 2)),
      1e-6,
    );
  });

  it("softplus: the deviation is log(1 + exp(a)), with exact gradients inside the range and none outside", () => {
    const options = { dimension: 5, deviation: "softplus" };
    const a = tf.tensor([[-1000, -6.5, -1, 3, 1000]]);
    const scale = at(options, tf.zeros([1, 5]), a).parameters.scale as tf.Tensor;
    expectClose(
      scale,
      [Math.exp(-7), Math.log1p(Math.exp(-6.5)), Math.log1p(Math.exp(-1)), Math.log1p(Math.exp(3)), Math.exp(3)],
      1e-5,
    );
    const f = (v: tf.Tensor) => tf.sum(at(options, tf.ones([1, 5]), v).parameters.logScale as tf.Tensor);
    const gradient = tf.grad(f)(a).dataSync();
    expectClose(gradient, centralDifference(f, a, 1e-2), 1e-3);
    expect([gradient[0], gradient[4]]).toEqual([0, 0]);
    expect(Math.abs(gradient[1] as number)).toBeGreaterThan(0.5);
  });

  it("draws along the path: the gradient of a draw to mean is 1, to log-variance half the deviation", () => {
    const [mean, v] = [tf.tensor([[0.5, -1]]), tf.tensor([[0.2, -0.7]])];
    const value = (m: tf.Tensor, w: tf.Tensor) =>
      tf.sum(at({ dimension: 2 }, m, w).draw?.(1, eagerContext({ seed: 2n }).context).value as tf.Tensor);
    const drawn = at({ dimension: 2 }, mean, v).draw?.(1, eagerContext({ seed: 2n }).context).value as tf.Tensor;
    expectClose(tf.grad((m) => value(m, v))(mean), [1, 1], 1e-6);
    expectClose(tf.grad((w) => value(mean, w))(v), tf.mul(0.5, tf.sub(drawn, mean)), 1e-5);
  });

  it("has a strict schema", () => {
    expect(schema().safeParse({ kind: "gaussian" }).success).toBe(false);
    expect(schema().safeParse({ kind: "gaussian", dimension: 0 }).success).toBe(false);
    expect(schema().safeParse({ kind: "gaussian", dimension: 2, logVarianceRange: [1, 0] }).success).toBe(false);
    expect(schema().safeParse({ kind: "gaussian", dimension: 2, size: 3 }).success).toBe(false);
  });
});
