import { klDivergence, oneHotCategorical } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { ConfigError } from "@elbo/spec";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { fakeWiring } from "../../fixtures/wiring.ts";
import { createGumbelSoftmax, gumbelSoftmaxPosterior } from "./gumbel-softmax.ts";

beforeAll(useCpu);

const schema = gumbelSoftmaxPosterior.config(() => z.any());
const posterior = (options: object = {}, wiring = fakeWiring([])) =>
  createGumbelSoftmax(schema.parse({ kind: "gumbel-softmax", variables: 2, classes: 3, ...options }), wiring);
const logits = () => tf.tensor([0.5, -1, 2, 0, 0.3, -0.2], [1, 2, 3]);
const at = (options: object, run: Parameters<typeof eagerContext>[0] = {}) =>
  posterior(options).distribution({}, { logits: logits() }, fakeGiven(), eagerContext(run).context);
const draw = (options: object, run: Parameters<typeof eagerContext>[0] = {}) =>
  at(options, run).draw?.(200, eagerContext({ seed: 2n }).context) as { value: tf.Tensor; logProb: tf.Tensor };

describe("gumbel-softmax", () => {
  it("draws between the corners in training and at them in evaluation, from the same noise", () => {
    const soft = draw({ temperature: 0.5 }).value;
    expectClose(tf.sum(soft, -1), new Array(400).fill(1), 1e-6);
    expect([...soft.dataSync()].some((x) => x > 0.05 && x < 0.95)).toBe(true);
    const hard = draw({ temperature: 0.5 }, { training: false }).value;
    expect(new Set(hard.dataSync())).toEqual(new Set([0, 1]));
    expectClose(tf.argMax(soft, -1), tf.argMax(hard, -1), 0);
    expectClose(draw({ straightThrough: true }).value, hard, 1e-6);
  });

  it("has the exact KL to a uniform categorical prior in training, as Jang et al. use it", () => {
    const logs = Array.from(tf.logSoftmax(logits()).dataSync());
    const entropy = -logs.reduce((sum, l) => sum + l * Math.exp(l), 0);
    const p = oneHotCategorical({ logits: tf.zeros([2, 3]) });
    for (const straightThrough of [false, true]) {
      expectClose(klDivergence(at({ straightThrough }), p) as tf.Tensor, [2 * Math.log(3) - entropy], 1e-5);
    }
  });

  it("has the Concrete density in training with density: concrete, and the mass in evaluation", () => {
    expect(at({ density: "concrete" }).family).toBe("concrete");
    expect(at({ density: "concrete" }, { training: false }).family).toBe("one-hot-categorical");
    const part = posterior({ density: "concrete" });
    expect(part.prior).toEqual({ kind: "categorical", learned: false, temperature: 0.5 });
    expect(part.needs?.prior).toHaveProperty("relaxed");
    expect(posterior().prior).toEqual({ kind: "categorical", learned: false });
    expect([part.offers.includes("pathwise"), posterior().offers.includes("pathwise")]).toEqual([true, false]);
  });

  it("asks for its temperature by a knob where a schedule moves it, in training only", () => {
    const schedule = {
      family: "schedule",
      kind: "falling",
      summary: "",
      config: () => z.any(),
      create: () => () => 0.25,
    };
    const wiring = fakeWiring([schedule as never]);
    const part = posterior({ temperature: { kind: "falling" } }, wiring);
    expect(part.knobs?.temperature?.({ step: 0, stepsPerEpoch: 1, steps: 1 })).toBe(0.25);
    const run = { knobs: { temperature: 0.25 } };
    const q = part.distribution({}, { logits: logits() }, fakeGiven(), eagerContext(run).context);
    const value = q.draw?.(200, eagerContext({ seed: 2n }).context).value as tf.Tensor;
    expectClose(value, draw({ temperature: 0.25 }).value, 1e-6);
    const still = eagerContext({ training: false }).context; // it has no value for the knob
    expect(part.distribution({}, { logits: logits() }, fakeGiven(), still).gradient).toBe("none");
  });

  it("refuses a concrete density at the corners, and unknown options", () => {
    expect(() => posterior({ density: "concrete", straightThrough: true })).toThrow(ConfigError);
    expect(schema.safeParse({ kind: "gumbel-softmax", variables: 2, classes: 1 }).success).toBe(false);
    expect(schema.safeParse({ kind: "gumbel-softmax", variables: 2, classes: 3, tau: 1 }).success).toBe(false);
    expect(posterior().features).toEqual({ logits: [2, 3] });
  });
});
