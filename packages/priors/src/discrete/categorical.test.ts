import { eagerContext, initialise } from "@elbo/program";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { categoricalPrior, createCategorical } from "./categorical.ts";

beforeAll(useCpu);

const schema = categoricalPrior.config(() => {
  throw new Error("no slots");
});
const site = { name: "z", shape: [2, 3] };
const prior = (options: object) => createCategorical(schema.parse({ kind: "categorical", ...options }), { site });
const at = (options: object, training = true, logits?: tf.Tensor) => {
  const part = prior(options);
  return part.distribution(
    logits ? { logits } : initialise(part.params),
    fakeGiven(),
    eagerContext({ training }).context,
  );
};
/** All nine one-hot values. */
const all = () => {
  const eye = [0, 1, 2].map((k) => [0, 1, 2].map((j) => (j === k ? 1 : 0)));
  return tf.tensor(eye.flatMap((a) => eye.map((b) => [a, b])));
};

describe("categorical", () => {
  it("is uniform, learned from uniform, and sums to one over all values", () => {
    for (const options of [{}, { learned: true }]) {
      expectClose(at(options).logProb?.(all()) as tf.Tensor, new Array(9).fill(-2 * Math.log(3)), 1e-6);
    }
    const logits = tf.tensor([0.3, -2, 1, 0, 0.5, 0.2], [2, 3]);
    const mass = tf.exp(at({ learned: true }, true, logits).logProb?.(all()) as tf.Tensor);
    expectClose(tf.sum(mass), [1], 1e-6);
    expect(prior({}).params).toEqual({});
  });

  it("is relaxed in training where it has a temperature, and draws corners in evaluation", () => {
    expect([at({}).family, at({ temperature: 0.5 }).family]).toEqual(["one-hot-categorical", "concrete"]);
    const value = at({ temperature: 0.5 }, false).draw?.(50, eagerContext().context).value as tf.Tensor;
    expect(value.shape).toEqual([50, 2, 3]);
    expect(new Set(value.dataSync())).toEqual(new Set([0, 1]));
    expect(prior({ temperature: 0.5 }).needs?.posterior).toHaveProperty("relaxed");
    expect(prior({}).needs).toBeUndefined();
  });

  it("has a strict schema", () => {
    expect(schema.parse({ kind: "categorical" })).toEqual({ kind: "categorical", learned: false });
    expect(schema.safeParse({ kind: "categorical", temperature: 0 }).success).toBe(false);
    expect(schema.safeParse({ kind: "categorical", classes: 3 }).success).toBe(false);
  });
});
