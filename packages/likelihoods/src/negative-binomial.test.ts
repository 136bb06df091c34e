import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { negativeBinomialLikelihood } from "./negative-binomial.ts";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const x = { shape: [3], dtype: "float32", support: "count" } as const;
const value = () => tf.tensor2d([0, 1, 7, 3, 0, 2, 40, 0, 1], [3, 3]);
const definition = negativeBinomialLikelihood as Definition;

for (const size of ["learned", "per-element"]) {
  describeConformance(`negative binomial, size ${size}`, likelihoodChecks(definition, { size }, { x, value }));
}

describe("negative binomial likelihood", () => {
  it("starts as the geometric law, r = 1: mean^x / (1 + mean)^(x + 1)", () => {
    const p = elementsOf(make(definition, {}, x), { "log-mean": tf.fill([1, 3, 3], Math.log(2)) });
    const exact = Array.from(value().dataSync(), (k) => k * Math.log(2) - (k + 1) * Math.log(3));
    expectClose(p.logProb?.(value()) as tf.Tensor, exact, 1e-5);
  });

  it("has one r per element of x, or asks the decoder", () => {
    expect(make(definition, {}, x).params).toMatchObject({ logSize: { shape: [3] } });
    expect(make(definition, { size: "per-element" }, x).outputs).toEqual({ "log-mean": [3], "log-size": [3] });
  });
});
