import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { continuousBernoulliLikelihood } from "./continuous-bernoulli.ts";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const x = { shape: [2, 2, 1], dtype: "float32", support: "unit", levels: 256 } as const;
const value = () => tf.div(tf.tensor([0, 255, 128, 3, 7, 90, 254, 1, 200, 0, 255, 31], [3, 2, 2, 1]), 255);
const definition = continuousBernoulliLikelihood as Definition;

describeConformance("continuous Bernoulli", likelihoodChecks(definition, {}, { x, value }));

describe("continuous Bernoulli likelihood", () => {
  it("is the cross-entropy plus the logarithm of its normaliser", () => {
    const lambda = 0.8;
    const p = elementsOf(make(definition, {}, x), { logits: tf.fill([1, 3, 2, 2, 1], Math.log(4)) });
    const normaliser = Math.log((2 * Math.atanh(1 - 2 * lambda)) / (1 - 2 * lambda));
    const exact = Array.from(value().dataSync(), (v) => v * Math.log(lambda) + (1 - v) * Math.log(0.2) + normaliser);
    expectClose(p.logProb?.(value()) as tf.Tensor, exact, 1e-5);
  });

  it("takes grey levels only: zeros and ones have a likelihood of their own", () => {
    expect(make(definition, {}, x).supports).toEqual(["unit"]);
  });
});
