import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { ordinalLikelihood } from "./ordinal.ts";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const x = { shape: [3], dtype: "float32", support: "category", categories: 4 } as const;
const value = () => tf.tensor2d([0, 1, 2, 3, 0, 2, 3, 3, 1], [3, 3]);
const definition = ordinalLikelihood as Definition;

describeConformance("ordinal", likelihoodChecks(definition, {}, { x, value }));
describeConformance(
  "ordinal of two values",
  likelihoodChecks(definition, {}, { x: { ...x, categories: 2 }, value: () => tf.minimum(value(), 1) }),
);

describe("ordinal likelihood", () => {
  it("starts with thresholds -1, 0, 1, the same for all examples: differences of sigmoids", () => {
    const p = elementsOf(make(definition, {}, x), { location: tf.fill([1, 3, 3], 0.3) });
    const below = (k: number) => (k < 0 ? 0 : k > 2 ? 1 : 1 / (1 + Math.exp(-(k - 1 - 0.3))));
    const exact = Array.from(value().dataSync(), (k) => Math.log(below(k) - below(k - 1)));
    expectClose(p.logProb?.(value()) as tf.Tensor, exact, 1e-4);
  });

  it("moves to higher values with its location", () => {
    const p = elementsOf(make(definition, {}, x), { location: tf.tensor([-9, -0.6, 9], [1, 1, 3]) });
    expect(Array.from(p.mode?.().dataSync() as Int32Array)).toEqual([0, 0, 3]);
  });

  it("refuses data without ordered values", () => {
    expect(() => make(definition, {}, { shape: [3], dtype: "float32", support: "real" })).toThrow(/two ordered values/);
  });
});
