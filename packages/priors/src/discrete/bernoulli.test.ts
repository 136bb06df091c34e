import { eagerContext, initialise } from "@elbo/program";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { bernoulliPrior, createBernoulli } from "./bernoulli.ts";

beforeAll(useCpu);

const schema = bernoulliPrior.config(() => {
  throw new Error("no slots");
});
const prior = (options: object) =>
  createBernoulli(schema.parse({ kind: "bernoulli", ...options }), { site: { name: "z", shape: [3] } });
const at = (options: object, training = true, logits?: tf.Tensor) => {
  const part = prior(options);
  return part.distribution(
    logits ? { logits } : initialise(part.params),
    fakeGiven(),
    eagerContext({ training }).context,
  );
};
const all = () => tf.tensor(Array.from({ length: 8 }, (_, i) => [i & 1, (i >> 1) & 1, (i >> 2) & 1]));

describe("bernoulli", () => {
  it("is fair, learned from fair, and sums to one over all values", () => {
    for (const options of [{}, { learned: true }]) {
      expectClose(at(options).logProb?.(all()) as tf.Tensor, new Array(8).fill(-3 * Math.LN2), 1e-6);
    }
    const mass = tf.exp(at({ learned: true }, true, tf.tensor([0.3, -2, 1])).logProb?.(all()) as tf.Tensor);
    expectClose(tf.sum(mass), [1], 1e-6);
  });

  it("is relaxed in training where it has a temperature, and draws corners in evaluation", () => {
    expect([at({}).family, at({ temperature: 0.5 }).family]).toEqual(["bernoulli", "binary-concrete"]);
    const value = at({ temperature: 0.5 }, false).draw?.(50, eagerContext().context).value as tf.Tensor;
    expect(value.shape).toEqual([50, 3]);
    expect(new Set(value.dataSync())).toEqual(new Set([0, 1]));
  });

  it("has a strict schema", () => {
    expect(schema.parse({ kind: "bernoulli" })).toEqual({ kind: "bernoulli", learned: false });
    expect(schema.safeParse({ kind: "bernoulli", p: 0.5 }).success).toBe(false);
  });
});
