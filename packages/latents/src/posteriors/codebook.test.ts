import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { nearestCode, tableCodebook } from "./codebook.ts";

beforeAll(useCpu);

const codes = () => tf.tensor2d([0, 0, 1, 0, 0, 1, -2, -2], [4, 2]);

describe("nearestCode", () => {
  it("finds the code at the smallest distance, far from the origin too", () => {
    const x = tf.tensor2d([0.1, 0.1, 0.9, 0.2, 0.3, 0.8, -9, -9, 100, 3], [5, 2]);
    expect(Array.from(nearestCode(x, codes()).dataSync())).toEqual([0, 1, 2, 3, 1]);
  });
});

describe("tableCodebook", () => {
  it("looks up grids of indices and finds them again", () => {
    const book = tableCodebook(codes(), [2, 2]);
    const indices = tf.tensor([0, 1, 2, 3, 3, 2, 1, 0, 1, 1, 0, 2], [3, 1, 2, 2], "int32");
    const values = book.lookup(indices);
    expect(values.shape).toEqual([3, 1, 2, 2, 2]);
    expect(book.indices(values).dtype).toBe("int32");
    expect(book.indices(values).shape).toEqual([3, 1, 2, 2]);
    expectClose(book.indices(values), indices, 0);
    expectClose(tf.slice(values, [0, 0, 1, 1, 0], [1, 1, 1, 1, 2]), [-2, -2], 0);
  });
});
