import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { studentTLikelihood } from "./student-t.ts";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const x = { shape: [3], dtype: "float32", support: "real" } as const;
const value = () => tf.tensor2d([0.5, -1, 2, 1, 0, -0.3, 40, 0.2, 7], [3, 3]);
const definition = studentTLikelihood as Definition;

for (const options of [
  {},
  { degrees: { kind: "fixed", value: 1 }, scale: { kind: "fixed", value: 2 } },
  { degrees: { kind: "per-element" }, scale: { kind: "learned" } },
]) {
  describeConformance(`student-t ${JSON.stringify(options)}`, likelihoodChecks(definition, options, { x, value }));
}

describe("student-t likelihood", () => {
  it("is Cauchy's density at one degree of freedom", () => {
    const options = { degrees: { kind: "fixed", value: 1 }, scale: { kind: "fixed", value: 2 } };
    const p = elementsOf(make(definition, options, x), { mean: tf.fill([1, 3, 3], 0.3) });
    const exact = Array.from(value().dataSync(), (v) => -Math.log(2 * Math.PI * (1 + ((v - 0.3) / 2) ** 2)));
    expectClose(p.logProb?.(value()) as tf.Tensor, exact, 1e-5);
  });

  it("starts learned degrees where it says, and keeps those of the decoder above 2", () => {
    const learned = elementsOf(make(definition, { degrees: { kind: "learned", initial: 7 } }, x));
    expectClose(learned.parameters.degrees as tf.Tensor, 7, 1e-5);
    const likelihood = make(definition, { degrees: { kind: "per-element" }, scale: { kind: "fixed" } }, x);
    const p = elementsOf(likelihood, { mean: tf.zeros([1, 1, 3]), degrees: tf.tensor([-60, 0, 60], [1, 1, 3]) });
    expectClose(p.parameters.degrees as tf.Tensor, [2, 2 + Math.LN2, 62], 1e-5);
  });
});
