import { eagerContext } from "@elbo/program";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { kolmogorovSmirnov } from "../../fixtures/statistics.ts";
import { gumbel, gumbelArgMax } from "./gumbel.ts";

beforeAll(useCpu);

describe("gumbel", () => {
  it("follows exp(-exp(-x)) (Kolmogorov-Smirnov)", () => {
    const x = gumbel("g", [5000], eagerContext().context).dataSync();
    expect(kolmogorovSmirnov(x, (v) => Math.exp(-Math.exp(-v)))).toBeLessThan(1.95);
  });

  it("is finite at the ends of the uniform", () => {
    const { context } = eagerContext();
    const ends = { ...context, noise: () => tf.tensor([0, 1]) };
    expect(gumbel("g", [2], ends).dataSync().every(Number.isFinite)).toBe(true);
  });

  it("picks the certain value", () => {
    const logits = tf.tensor([-100, 0, -100]);
    const picks = gumbelArgMax("g", logits, [20, 3], eagerContext().context);
    expect(Array.from(picks.dataSync())).toEqual(new Array(20).fill(1));
  });
});
