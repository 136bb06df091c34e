import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { logCoshLikelihood } from "./log-cosh.ts";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const x = { shape: [3], dtype: "float32", support: "real" } as const;
const value = () => tf.tensor2d([0.5, -1, 2, 1, 0, -0.3, 40, 0.2, 7], [3, 3]);
const definition = logCoshLikelihood as Definition;

for (const scale of [{ kind: "fixed", value: 0.5 }, { kind: "learned", initial: 2 }, { kind: "per-element" }]) {
  describeConformance(`log-cosh, scale ${scale.kind}`, likelihoodChecks(definition, { scale }, { x, value }));
}

describe("log-cosh likelihood", () => {
  it("has the values of scipy.stats.hypsecant.logpdf(x, 0.3, 0.5), far out too", () => {
    const likelihood = make(definition, { scale: { kind: "learned", initial: 0.5 } }, x);
    const p = elementsOf(likelihood, { mean: tf.fill([1, 3, 3], 0.3) });
    const scipy = [
      -0.529536191, -2.36393693, -3.15954868, -1.21746835, -0.621717992, -1.04527168, -79.1584355, -0.471450777,
      -13.1584355,
    ];
    expectClose(p.logProb?.(value()) as tf.Tensor, scipy, 1e-5);
  });

  it("pulls small errors in proportion, large ones by one over the scale", () => {
    const likelihood = make(definition, { scale: { kind: "fixed", value: 0.5 } }, x);
    const p = elementsOf(likelihood, { mean: tf.zeros([1, 3, 3]) });
    const gradient = tf.grad((v) => tf.sum(p.logProb?.(v) as tf.Tensor))(value());
    expectClose(
      gradient,
      Array.from(value().dataSync(), (v) => -Math.tanh(v / 0.5) / 0.5),
      1e-5,
    );
    expect(make(definition, { scale: { kind: "per-element" } }, x).outputs).toEqual({ mean: [3], "log-scale": [3] });
  });
});
