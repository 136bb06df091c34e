import { eagerContext } from "@elbo/program";
import { type Codebook, ConfigError, NotSupportedError } from "@elbo/spec";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { codesUniformPrior, createCodesUniform } from "./codes-uniform.ts";

beforeAll(useCpu);

const site = { name: "z", shape: [2, 3, 1], codes: { size: 4, shape: [2, 3] } };
const prior = () => createCodesUniform({ kind: "codes-uniform" }, { site });

/** Code k is the number 10 k. */
const tens: Codebook = {
  size: 4,
  shape: [2, 3],
  lookup: (indices) => tf.expandDims(tf.mul(10, tf.cast(indices, "float32")), -1),
  indices: (value) => tf.cast(tf.div(tf.squeeze(value, [-1]), 10), "int32"),
};

describe("codes-uniform", () => {
  it("gives every grid K^-positions, so that all grids sum to one", () => {
    const p = prior().distribution({}, fakeGiven(), eagerContext().context);
    const logProb = p.logProb?.(tf.zeros([5, 7, 2, 3, 1])) as tf.Tensor;
    expect(logProb.shape).toEqual([5, 7]);
    expectClose(tf.mul(tf.exp(logProb), 4 ** 6), new Array(35).fill(1), 1e-5);
    expectClose(p.entropy?.() as tf.Tensor, [6 * Math.log(4)], 1e-6);
  });

  it("draws every code equally often (chi-square, 3 degrees of freedom, below its 99.9 % point)", () => {
    const p = prior().distribution({}, fakeGiven({ codebook: tens }), eagerContext().context);
    const draw = p.draw?.(2000, eagerContext({ seed: 1n }).context) as { value: tf.Tensor; logProb: tf.Tensor };
    expect(draw.value.shape).toEqual([2000, 2, 3, 1]);
    expectClose(draw.logProb, p.logProb?.(draw.value) as tf.Tensor, 1e-6);
    const counts = new Map<number, number>();
    for (const x of draw.value.dataSync()) counts.set(x, (counts.get(x) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 10, 20, 30]);
    const chi = [...counts.values()].reduce((sum, n) => sum + (n - 3000) ** 2 / 3000, 0);
    expect(chi).toBeLessThan(16.27);
  });

  it("refuses a continuous site, and drawing without codes", () => {
    const p = prior().distribution({}, fakeGiven(), eagerContext().context);
    expect(() => p.draw?.(1, eagerContext().context)).toThrow(NotSupportedError);
    expect(() => createCodesUniform({ kind: "codes-uniform" }, { site: { name: "z", shape: [2] } })).toThrow(
      ConfigError,
    );
    const schema = codesUniformPrior.config(() => {
      throw new Error("no slots");
    });
    expect(schema.safeParse({ kind: "codes-uniform", codes: 3 }).success).toBe(false);
  });
});
