import { bernoulli, normal } from "@elbo/distributions";
import type { Distribution, Field } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { streamOf } from "../chance.ts";
import { openCorruption } from "../open-corruption.ts";
import { medianOfNeighbours } from "./median-of-neighbours.ts";

beforeAll(useCpu);

const grey: Field = { shape: [4, 4, 1], dtype: "float32", support: "unit", levels: 256 };
const binary: Field = { shape: [4, 4, 1], dtype: "float32", support: "binary" };
const score = (law: Distribution, y: tf.Tensor) => (law.logProb as NonNullable<Distribution["logProb"]>)(y);
const picture = Float32Array.from({ length: 16 }, (_, i) => i / 15);

describe("Gaussian noise", () => {
  it("damages by sigma, and is scored by the wider law", () => {
    const { damage, law, seen, exact } = openCorruption({ kind: "gaussian-noise", sigma: 0.2 }, grey);
    expect([seen.support, exact]).toEqual(["real", false]);
    const y = damage(new Float32Array(20_000).fill(0.5), streamOf(3n, "test"));
    const mean = y.reduce((a, b) => a + b, 0) / y.length;
    const variance = y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / y.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan((5 * 0.2) / Math.sqrt(y.length));
    expect(Math.abs(variance / 0.04 - 1)).toBeLessThan(5 * Math.sqrt(2 / y.length));
    const p = normal({ mean: tf.zeros([1, 1, 1]), scale: tf.scalar(0.3) });
    expectClose(score(law(p), tf.ones([1, 1, 1])), [-0.5 / 0.13 - 0.5 * Math.log(2 * Math.PI * 0.13)], 1e-5);
  });
  it("gives the encoder values that it knows", () => {
    const { rough } = openCorruption({ kind: "gaussian-noise", sigma: 0.2 }, grey);
    expect([...rough(Float32Array.of(-1, 0.25, 7))]).toEqual([0, 0.25, 1]);
  });
});

describe("salt and pepper", () => {
  const config = { kind: "salt-pepper", probability: 0.3 };
  it("of a coin has probabilities that sum to one", () => {
    const { law } = openCorruption(config, binary);
    const struck = law(bernoulli({ logits: tf.fill([1, 1, 1], 0.8) }));
    const found = score(struck, tf.tensor3d([0, 1], [1, 2, 1])).dataSync();
    const one = 0.7 / (1 + Math.exp(-0.8)) + 0.15;
    expectClose(found, [Math.log(1 - one), Math.log(one)], 1e-5);
  });
  it("of a density counts a level's width, and what is neither 0 nor 1 was not struck", () => {
    const { law } = openCorruption(config, grey);
    const p = normal({ mean: tf.fill([1, 1, 1], 0.5), scale: tf.scalar(0.25) });
    const found = score(law(p), tf.tensor3d([0, 0.5, 1], [1, 3, 1])).dataSync();
    const level = (v: number) => (0.7 * Math.exp(-8 * (v - 0.5) ** 2)) / 0.25 / Math.sqrt(2 * Math.PI) / 255;
    expectClose(
      found,
      [0, 0.5, 1].map((v) => Math.log(level(v) + (v === 0.5 ? 0 : 0.15))),
      1e-4,
    );
  });
  it("strikes so many, black and white alike; the median mends most of it", () => {
    const { damage, rough } = openCorruption(config, grey);
    const y = damage(new Float32Array(20_000).fill(0.5), streamOf(3n, "test"));
    for (const end of [0, 1]) {
      const share = y.filter((v) => v === end).length / y.length;
      expect(Math.abs(share - 0.15)).toBeLessThan(5 * Math.sqrt((0.15 * 0.85) / y.length));
    }
    expect([...rough(new Float32Array(16).with(5, 1))]).toEqual(new Array(16).fill(0));
    expect([...medianOfNeighbours(Float32Array.of(3, 1, 2), [1, 3, 1])]).toEqual([2, 2, 1.5]);
  });
  it("is refused where numbers have no ends", () => {
    expect(() => openCorruption(config, { ...grey, support: "real" })).toThrow(/have none/);
  });
});

describe("down-scaling", () => {
  const { damage, law, rough, seen } = openCorruption({ kind: "downscaled", factor: 2 }, grey);
  it("sees block means, and repeats them for the encoder", () => {
    expect(seen.shape).toEqual([2, 2, 1]);
    const y = damage(picture, streamOf(1n, "test"));
    expectClose(y, [2.5 / 15, 4.5 / 15, 10.5 / 15, 12.5 / 15], 1e-6);
    expect([...rough(y)].slice(0, 6)).toEqual([0, 0, 1, 1, 0, 0].map((block) => y[block]));
  });
  it("scores a block by the Gaussian of its pixels' sum", () => {
    const p = normal({ mean: tf.tensor([...picture], [1, 1, 4, 4, 1]), scale: tf.scalar(0.4) });
    const sigma = Math.hypot(0.2, 1 / 255 / Math.sqrt(12));
    const y = damage(picture, streamOf(1n, "test")).map((v) => v + sigma);
    const each = -0.5 - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);
    expectClose(score(law(p), tf.tensor([...y], [1, 1, 2, 2, 1])), new Array(4).fill(each), 1e-4);
  });
  it("is refused for sizes that do not divide", () => {
    expect(() => openCorruption({ kind: "downscaled", factor: 3 }, grey)).toThrow(/whose height and width 3 divides/);
  });
});

it("several damages follow each other, and undo in reverse", () => {
  const both = openCorruption(
    [
      { kind: "downscaled", factor: 2 },
      { kind: "gaussian-noise", sigma: 0.3 },
    ],
    grey,
  );
  expect([both.seen.shape, both.seen.support]).toEqual([[2, 2, 1], "real"]);
  const p = normal({ mean: tf.zeros([1, 1, 4, 4, 1]), scale: tf.scalar(0.4) });
  const variance = 0.04 + 1 / 255 / 255 / 12 + 0.09;
  expectClose(
    score(both.law(p), tf.zeros([1, 1, 2, 2, 1])),
    new Array(4).fill(-0.5 * Math.log(2 * Math.PI * variance)),
    1e-4,
  );
  expect(both.rough(new Float32Array(4).fill(0.5)).length).toBe(16);
  expect(openCorruption([], grey).exact).toBe(true);
});
