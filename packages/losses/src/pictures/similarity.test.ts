import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { readFixture } from "../test-support/given-codes.ts";
import { pictures } from "../test-support/pictures.ts";
import { multiScaleSimilarity } from "./similarity.ts";

beforeAll(useCpu);

describe("multiScaleSimilarity", () => {
  const t = readFixture("similarity", import.meta.url);
  it.each([
    ["five scales", [2, 64, 64, 1], 5],
    ["five scales, odd sides, two channels", [2, 75, 67, 2], 5],
    ["three scales", [2, 28, 28, 1], 3],
  ] as const)("equals PyTorch's in float64, with its gradient: %s", (name, shape, scales) => {
    const [x, y] = [pictures(shape, 0), pictures(shape, 0.6)];
    expectClose(multiScaleSimilarity(x, y, scales), t(`${name}/value`), 1e-5);
    const slope = tf.grad((at) => tf.sum(multiScaleSimilarity(x, at, scales)))(y);
    const along = tf.stack([0.3, 1.1, 2.9].map((phase) => tf.sum(tf.mul(slope, pictures(shape, phase)))));
    expectClose(along, t(`${name}/slopes`), 1e-4);
  });

  it("has the gradient of central differences", () => {
    const [x, y] = [pictures([1, 8, 8, 1], 0), pictures([1, 8, 8, 1], 0.4)];
    const f = (at: tf.Tensor) => tf.sum(multiScaleSimilarity(x, at, 2));
    expectClose(tf.grad(f)(y), centralDifference(f, y), 2e-3);
  });

  it("is 1 for equal pictures, symmetric, between 0 and 1, and finite with its gradient where nothing is alike", () => {
    const [x, y] = [pictures([2, 64, 64, 1], 0), pictures([2, 64, 64, 1], 2)];
    expectClose(multiScaleSimilarity(x, x), [1, 1], 1e-6);
    expectClose(multiScaleSimilarity(x, y), multiScaleSimilarity(y, x), 1e-6);
    const opposite = tf.sub(1, x);
    const value = multiScaleSimilarity(x, opposite).dataSync();
    expect(value.every((v) => v >= 0 && v < 0.1)).toBe(true);
    const slope = tf
      .grad((at) => tf.sum(multiScaleSimilarity(x, at)))(opposite)
      .dataSync();
    expect(slope.every(Number.isFinite)).toBe(true);
  });

  it("keeps leading axes, and takes each picture alone", () => {
    const [x, y] = [pictures([6, 16, 16, 1], 0), pictures([6, 16, 16, 1], 0.6)];
    const lead = multiScaleSimilarity(tf.reshape(x, [2, 3, 16, 16, 1]), tf.reshape(y, [2, 3, 16, 16, 1]), 2);
    expect(lead.shape).toEqual([2, 3]);
    const third = (of: tf.Tensor) => tf.slice(of, [2, 0, 0, 0], [1, 16, 16, 1]);
    expectClose(multiScaleSimilarity(third(x), third(y), 2), lead.dataSync().slice(2, 3), 1e-6);
  });
});
