import { bernoulliVector, klByDimension } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { fakeWiring } from "../../fixtures/wiring.ts";
import { binaryConcretePosterior, createBinaryConcrete } from "./binary-concrete.ts";

beforeAll(useCpu);

const schema = binaryConcretePosterior.config(() => z.never());
const posterior = (options: object) =>
  createBinaryConcrete(schema.parse({ kind: "binary-concrete", variables: 3, ...options }), fakeWiring([]));
const logits = [0.5, -1, 2];
const at = (options: object, training = true) =>
  posterior(options).distribution({}, { logits: tf.tensor([logits]) }, fakeGiven(), eagerContext({ training }).context);
const draw = (options: object, training = true) =>
  at(options, training).draw?.(200, eagerContext({ seed: 2n }).context).value as tf.Tensor;

describe("binary-concrete", () => {
  it("draws between 0 and 1 in training, 0 or 1 in evaluation, from the same noise", () => {
    const soft = draw({ temperature: 0.5 });
    const hard = draw({ temperature: 0.5 }, false);
    expect([...soft.dataSync()].some((x) => x > 0.05 && x < 0.95)).toBe(true);
    expect(new Set(hard.dataSync())).toEqual(new Set([0, 1]));
    expectClose(tf.round(soft), hard, 0);
    expectClose(draw({ straightThrough: true }), hard, 1e-6);
  });

  it("has the exact KL of each variable to fair coins: log 2 minus the entropy", () => {
    const kl = klByDimension(at({}), bernoulliVector({ logits: tf.zeros([3]) })) as tf.Tensor;
    const each = logits.map((l) => {
      const p = 1 / (1 + Math.exp(-l));
      return Math.LN2 + p * Math.log(p) + (1 - p) * Math.log(1 - p);
    });
    expectClose(kl, each, 1e-5);
  });

  it("is relaxed with its prior, or neither, and has a strict schema", () => {
    const part = posterior({ density: "concrete" });
    expect(at({ density: "concrete" }).family).toBe("binary-concrete");
    expect(at({ density: "concrete" }, false).family).toBe("bernoulli");
    expect(part.prior).toEqual({ kind: "bernoulli", learned: false, temperature: 0.5 });
    expect(part.features).toEqual({ logits: [3] });
    expect(schema.safeParse({ kind: "binary-concrete", variables: 2, temperature: 0 }).success).toBe(false);
    expect(schema.safeParse({ kind: "binary-concrete", variables: 2, classes: 2 }).success).toBe(false);
  });
});
