import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { poissonLikelihood } from "./poisson.ts";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const x = { shape: [3], dtype: "float32", support: "count" } as const;
const value = () => tf.tensor2d([0, 1, 7, 3, 0, 2, 40, 0, 1], [3, 3]);
const definition = poissonLikelihood as Definition;

describeConformance("poisson", likelihoodChecks(definition, {}, { x, value }));

describe("poisson likelihood", () => {
  it("is x log rate - rate - log x!", () => {
    const p = elementsOf(make(definition, {}, x), { "log-rate": tf.fill([1, 3, 3], Math.log(2)) });
    const factorial = (n: number): number => (n < 2 ? 0 : Math.log(n) + factorial(n - 1));
    const exact = Array.from(value().dataSync(), (k) => k * Math.LN2 - 2 - factorial(k));
    expectClose(p.logProb?.(value()) as tf.Tensor, exact, 1e-5);
    expect(make(definition, {}, x).supports).toEqual(["count"]);
  });
});
