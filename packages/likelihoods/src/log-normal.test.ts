import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { logNormalLikelihood } from "./log-normal.ts";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const x = { shape: [3], dtype: "float32", support: "positive" } as const;
const value = () => tf.tensor2d([0.5, 1, 2, 1, 0.01, 0.3, 40, 0.2, 7], [3, 3]);
const definition = logNormalLikelihood as Definition;

for (const scale of [{ kind: "fixed", value: 0.5 }, { kind: "learned", initial: 2 }, { kind: "per-element" }]) {
  describeConformance(`log-normal, scale ${scale.kind}`, likelihoodChecks(definition, { scale }, { x, value }));
}

describe("log-normal likelihood", () => {
  it("is a Gaussian of log x, over x", () => {
    const p = elementsOf(make(definition, { scale: { kind: "fixed", value: 2 } }, x), {
      mean: tf.fill([1, 3, 3], 0.4),
    });
    const exact = Array.from(value().dataSync(), (v) => {
      const u = (Math.log(v) - 0.4) / 2;
      return -0.5 * u * u - Math.log(2) - 0.5 * Math.log(2 * Math.PI) - Math.log(v);
    });
    expectClose(p.logProb?.(value()) as tf.Tensor, exact, 1e-5);
    expect(make(definition, {}, x).supports).toEqual(["positive"]);
  });
});
