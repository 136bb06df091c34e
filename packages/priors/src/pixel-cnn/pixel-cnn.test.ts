import { eagerContext, initialise } from "@elbo/program";
import { type Codebook, ConfigError, NotSupportedError } from "@elbo/spec";
import { centralDifference, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createPixelCnn, pixelCnnPrior } from "./pixel-cnn.ts";
import { pixelNet } from "./pixel-net.ts";

beforeAll(useCpu);

const config = {
  kind: "pixel-cnn",
  channels: 6,
  blocks: 2,
  activation: "relu",
  kernels: { first: 3, block: 3 },
} as const;
/** Code k is the number k. */
const plain = (size: number, shape: readonly number[]): Codebook => ({
  size,
  shape,
  lookup: (indices) => tf.expandDims(tf.cast(indices, "float32"), -1),
  indices: (value) => tf.cast(tf.round(tf.squeeze(value, [-1])), "int32"),
});
const make = (size: number, grid: readonly [number, number], seed = 3n) => {
  const site = { name: "z", shape: [...grid, 1], codes: { size, shape: grid } };
  const prior = createPixelCnn(config, { site });
  const values = initialise(prior.params, { seed });
  return { prior, values, codebook: plain(size, grid) };
};
const scoreWith = ({ prior, values, codebook }: ReturnType<typeof make>, value: tf.Tensor) =>
  prior.distribution(values, fakeGiven({ codebook }), eagerContext().context).logProb?.(value) as tf.Tensor;

describe("pixel-cnn", () => {
  it("gives all 2x2 binary grids probabilities that sum to one, and not evenly", () => {
    const grids = tf.tensor(
      Array.from({ length: 64 }, (_, i) => ((i >> 2) >> (i % 4)) & 1),
      [16, 1, 2, 2, 1],
    );
    const logProb = scoreWith(make(2, [2, 2]), grids);
    expect(logProb.shape).toEqual([16, 1]);
    expectClose(tf.sum(tf.exp(logProb)), 1, 1e-5);
    expect((tf.max(logProb).dataSync()[0] as number) - (tf.min(logProb).dataSync()[0] as number)).toBeGreaterThan(0.1);
  });

  it("never lets a later code change an earlier logit, and lets each earlier one change a later", () => {
    const net = pixelNet({ ...config, size: 3, grid: [3, 3] });
    const values = initialise(net.params, { seed: 5n });
    const logits = (codes: number[]) => net.apply(values, tf.tensor(codes, [1, 3, 3], "int32")).dataSync();
    const codes = [0, 2, 1, 1, 0, 2, 2, 1, 0];
    const before = logits(codes);
    for (let j = 0; j < 9; j++) {
      const after = logits(codes.map((c, i) => (i === j ? (c + 1) % 3 : c)));
      const changed = Array.from({ length: 9 }, (_, i) =>
        [0, 1, 2].some((k) => before[3 * i + k] !== after[3 * i + k]),
      );
      expect(changed.slice(0, j + 1)).toEqual(new Array(j + 1).fill(false));
      if (j < 8) expect(changed.slice(j + 1)).toContain(true);
    }
  });

  it("steps token by token to the probability of the parallel form", () => {
    const model = make(3, [2, 3]);
    const { prior, values, codebook } = model;
    const codes = [2, 0, 1, 1, 0, 2, 0, 0, 2, 1, 1, 0].map((c, i) => (c + i) % 3);
    const grid = tf.tensor(codes, [2, 6], "int32");
    const stepper = prior.stepper;
    expect(stepper?.length).toBe(6);
    let carry = stepper?.begin(values, fakeGiven({ lead: [2], codebook }), eagerContext().context) ?? {};
    let total = tf.zeros([2]);
    let previous: tf.Tensor = tf.tensor([1, 2], [2], "int32"); // ignored at index 0
    for (let i = 0; i < 6; i++) {
      const step = stepper?.step(values, carry, previous, tf.scalar(i, "int32"), eagerContext().context);
      expect(step?.distribution.batchShape).toEqual([2]);
      previous = tf.reshape(tf.slice(grid, [0, i], [2, 1]), [2]);
      total = tf.add(total, step?.distribution.logProb?.(previous) as tf.Tensor);
      carry = step?.carry ?? {};
    }
    expectClose(total, scoreWith(model, tf.reshape(tf.cast(grid, "float32"), [2, 2, 3, 1])), 1e-5);
  });

  it("draws through the stepper what it states: one code in two positions", () => {
    const model = make(2, [1, 2], 11n);
    const n = 4000;
    const { values, codebook } = model;
    let carry = model.prior.stepper?.begin(values, fakeGiven({ lead: [n], codebook }), eagerContext().context) ?? {};
    const drawn: tf.Tensor[] = [];
    for (let i = 0; i < 2; i++) {
      const before = drawn[i - 1] ?? tf.zeros([n], "int32");
      const { context } = eagerContext({ seed: 2n, step: i });
      const step = model.prior.stepper?.step(values, carry, before, tf.scalar(i, "int32"), context);
      drawn.push(tf.reshape(step?.distribution.draw?.(1, context).value as tf.Tensor, [n]));
      carry = step?.carry ?? {};
    }
    const grids = tf.tensor([0, 0, 0, 1, 1, 0, 1, 1], [4, 1, 2, 1]);
    const expected = tf.exp(scoreWith(model, grids)).dataSync();
    const [a, b] = drawn.map((x) => x.dataSync()) as [Int32Array, Int32Array];
    const counts = [0, 1, 2, 3].map((k) => a.filter((x, i) => 2 * x + (b[i] as number) === k).length);
    const chi = counts.reduce(
      (sum, c, k) => sum + (c - n * (expected[k] as number)) ** 2 / (n * (expected[k] as number)),
      0,
    );
    expect(chi).toBeLessThan(16.27); // 99.9 % point, 3 degrees of freedom
  });

  it("has the gradients of central differences, also through the masks", () => {
    const model = make(3, [2, 2]);
    const value = tf.tensor([0, 1, 2, 1, 2, 2, 0, 1], [2, 2, 2, 1]);
    const { first } = model.values as never as { first: { weight: tf.Tensor; bias: tf.Tensor } };
    const f = (weight: tf.Tensor) =>
      tf.sum(scoreWith({ ...model, values: { ...model.values, first: { ...first, weight } } as never }, value));
    const gradient = tf.grad(f)(first.weight);
    expectClose(gradient, centralDifference(f, first.weight, 1e-3), 5e-3);
    const masked = Array.from(gradient.dataSync()).slice(4 * 36); // the centre and all after it
    expect(masked.every((g) => g === 0)).toBe(true);
  });

  it("refuses sites without a grid of codes, and even kernels", () => {
    expect(() => createPixelCnn(config, { site: { name: "z", shape: [2] } })).toThrow(ConfigError);
    const site = { name: "z", shape: [4, 2], codes: { size: 3, shape: [4] } };
    expect(() => createPixelCnn(config, { site })).toThrow(ConfigError);
    const model = make(2, [2, 2]);
    const p = model.prior.distribution(model.values, fakeGiven(), eagerContext().context);
    expect(() => p.logProb?.(tf.zeros([1, 2, 2, 1]))).toThrow(NotSupportedError);
    const schema = pixelCnnPrior.config(() => {
      throw new Error("no slots");
    });
    expect(schema.parse({ kind: "pixel-cnn" })).toMatchObject({ kernels: { first: 7, block: 3 }, blocks: 4 });
    expect(schema.safeParse({ kind: "pixel-cnn", kernels: { first: 4 } }).success).toBe(false);
  });
});
