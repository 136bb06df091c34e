import { eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Field } from "@elbo/spec";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createGaussian, type GaussianConfig, gaussianLikelihood } from "./gaussian.ts";

beforeAll(useCpu);

const schema = gaussianLikelihood.config(() => {
  throw new Error("no nested parts");
});
const x: Field = { shape: [3], dtype: "float32", support: "real" };
const part = (sigma?: object) =>
  createGaussian(schema.parse({ kind: "gaussian", ...(sigma && { sigma }) }) as GaussianConfig, { fields: { x } });
const data = () => tf.tensor([0.5, -1, 2, 1, 0, -0.3], [2, 3]);
const mean = () => tf.tensor([0, -1.5, 1, 1.2, 0.4, 0.1], [2, 3]);
const score = (likelihood: ReturnType<typeof part>, params: object, outputs: Record<string, tf.Tensor>) => {
  const p = likelihood.elements(params as never, outputs, eagerContext().context);
  return (p.logProb as (v: tf.Tensor) => tf.Tensor)(data());
};
const exact = (sigma: number) => {
  const [xs, ms] = [data().dataSync(), mean().dataSync()];
  return Array.from(xs, (v, i) => {
    const u = (v - (ms[i] as number)) / sigma;
    return -0.5 * u * u - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);
  });
};

describe("gaussian likelihood", () => {
  it("asks for a mean, and for a second head only with a sigma per pixel", () => {
    expect(part().outputs).toEqual({ mean: [3] });
    expect(part({ kind: "fixed" }).outputs).toEqual({ mean: [3] });
    expect(part({ kind: "per-pixel" }).outputs).toEqual({ mean: [3], "log-variance": [3] });
    expect(part().supports).toEqual(["real", "unit", "binary"]);
    expect(() => createGaussian({ kind: "gaussian", sigma: { kind: "per-pixel" } }, { fields: {} })).toThrow(
      ConfigError,
    );
  });

  it("gives the density per element with a fixed sigma, over any leading axes", () => {
    const fixed = part({ kind: "fixed", value: 0.1 });
    expectClose(score(fixed, {}, { mean: mean() }), exact(0.1), 1e-6);
    const p = fixed.elements({}, { mean: tf.zeros([5, 2, 3]) }, eagerContext().context);
    expect([p.batchShape, p.eventShape]).toEqual([[5, 2, 3], []]);
  });

  it("starts a learned sigma at its initial value, and learns it", () => {
    const learned = part({ kind: "learned", initial: 0.25 });
    const params = initialise(learned.params);
    expectClose(score(learned, params, { mean: mean() }), exact(0.25), 1e-5);
    const f = (logSigma: tf.Tensor) => tf.sum(score(learned, { logSigma }, { mean: mean() }));
    const at = params.logSigma as tf.Tensor;
    expectClose(tf.grad(f)(at), centralDifference(f, at), 1e-3);
  });

  it("means sigma 1 by an untrained second head, and has its gradients", () => {
    const free = part({ kind: "per-pixel" });
    expectClose(score(free, {}, { mean: mean(), "log-variance": tf.zeros([2, 3]) }), exact(1), 1e-5);
    const f = (raw: tf.Tensor) => tf.sum(score(free, {}, { mean: mean(), "log-variance": raw }));
    const raw = tf.tensor([-3, 2, 0.5, 1, -8, 4], [2, 3]);
    expectClose(tf.grad(f)(raw), centralDifference(f, raw), 1e-3);
  });

  it("integrates to one over x for every kind of sigma", () => {
    const n = 4001;
    for (const sigma of [{ kind: "fixed", value: 0.7 }, { kind: "learned", initial: 2 }, { kind: "per-pixel" }]) {
      const likelihood = part(sigma);
      const outputs = { mean: tf.tensor([[0.3]]), "log-variance": tf.tensor([[-1]]) };
      const p = likelihood.elements(initialise(likelihood.params), outputs, eagerContext().context);
      const grid = tf.reshape(tf.linspace(-20, 20, n), [n, 1, 1]);
      const mass = tf.sum(tf.exp((p.logProb as (v: tf.Tensor) => tf.Tensor)(grid)));
      expectClose(tf.mul(mass, 40 / (n - 1)), 1, 1e-5);
    }
  });

  it("has a config with stated defaults that round-trips and refuses what cannot be", () => {
    const parsed = schema.parse({ kind: "gaussian" });
    expect(parsed).toEqual({ kind: "gaussian", sigma: { kind: "learned", initial: 1 } });
    expect(schema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
    expect(schema.safeParse({ kind: "gaussian", sigma: { kind: "fixed", value: 0 } }).success).toBe(false);
    expect(schema.safeParse({ kind: "gaussian", sigma: { kind: "learned", initial: 1e-3 } }).success).toBe(false);
    expect(schema.safeParse({ kind: "gaussian", sigma: { kind: "per-pixel", value: 1 } }).success).toBe(false);
  });
});
