import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { laplaceLikelihood } from "./laplace.ts";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const x = { shape: [3], dtype: "float32", support: "real" } as const;
const value = () => tf.tensor2d([0.5, -1, 2, 1, 0, -0.3, 40, 0.2, 7], [3, 3]);
const definition = laplaceLikelihood as Definition;

for (const scale of [{ kind: "fixed", value: 0.5 }, { kind: "learned", initial: 2 }, { kind: "per-element" }]) {
  describeConformance(`laplace, scale ${scale.kind}`, likelihoodChecks(definition, { scale }, { x, value }));
}

describe("laplace likelihood", () => {
  it("is the absolute error over the scale, and log(2 scale), with a learned scale that starts where it says", () => {
    const likelihood = make(definition, { scale: { kind: "learned", initial: 0.5 } }, x);
    const p = elementsOf(likelihood, { mean: tf.fill([1, 3, 3], 0.3) });
    const exact = Array.from(value().dataSync(), (v) => -Math.abs(v - 0.3) / 0.5 - Math.log(1));
    expectClose(p.logProb?.(value()) as tf.Tensor, exact, 1e-5);
  });

  it("asks for a second head only with a scale per element, and starts that at 1", () => {
    expect(make(definition, {}, x).outputs).toEqual({ mean: [3] });
    const likelihood = make(definition, { scale: { kind: "per-element" } }, x);
    expect(likelihood.outputs).toEqual({ mean: [3], "log-scale": [3] });
    const p = elementsOf(likelihood, { mean: tf.zeros([1, 1, 3]), "log-scale": tf.zeros([1, 1, 3]) });
    expectClose(p.logProb?.(tf.zeros([1, 3])) as tf.Tensor, new Array(3).fill(-Math.LN2), 1e-5);
  });
});
