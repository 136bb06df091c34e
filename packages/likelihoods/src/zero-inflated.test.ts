import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";
import { zeroInflatedLikelihood } from "./zero-inflated.ts";

beforeAll(useCpu);

const x = { shape: [3], dtype: "float32", support: "count" } as const;
const value = () => tf.tensor2d([0, 1, 7, 3, 0, 2, 40, 0, 1], [3, 3]);
const definition = zeroInflatedLikelihood as unknown as Definition;

for (const options of [{ counts: { kind: "poisson" } }, { counts: { kind: "negative-binomial" } }]) {
  describeConformance(`zero-inflated ${options.counts.kind}`, likelihoodChecks(definition, options, { x, value }));
}

describe("zero-inflated likelihood", () => {
  it("adds q to the mass of 0 and takes the rest from the others", () => {
    const outputs = { "log-rate": tf.zeros([1, 3, 3]), "zero-logits": tf.fill([1, 3, 3], -Math.log(3)) }; // q = 1/4
    const p = elementsOf(make(definition, { counts: { kind: "poisson" } }, x), outputs);
    const masses = tf.exp(p.logProb?.(tf.tensor2d([0, 1, 2], [1, 3])) as tf.Tensor);
    const e = Math.exp(-1);
    const exact = [0.25 + 0.75 * e, 0.75 * e, (0.75 * e) / 2];
    expectClose(masses, [...exact, ...exact, ...exact], 1e-5);
    expectClose(p.mean?.() as tf.Tensor, new Array(9).fill(0.75), 1e-5);
  });

  it("refuses a base that does not describe counts", () => {
    expect(() => make(definition, { counts: { kind: "gaussian" } }, x)).toThrow(/likelihood.counts.*poisson/s);
  });
});
