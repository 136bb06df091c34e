import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { movedAverages } from "./vq-averages.ts";

beforeAll(useCpu);

const input = () => ({
  codebook: tf.tensor2d([1, 0, 0, 1, 5, 5], [3, 2]),
  counts: tf.tensor1d([1, 1, 1]),
  x: tf.tensor2d([2, 0, 4, 2, 0, 3, 9, 9], [4, 2]),
  indices: tf.tensor1d([0, 0, 1, 2], "int32"),
  weight: tf.tensor1d([1, 1, 1, 0]),
  noise: tf.tensor1d([0.1, 0.3, 0.6]),
});

describe("movedAverages", () => {
  it("moves as computed by hand, padding left out", () => {
    const { codebook, counts } = movedAverages(input(), { decay: 0.5, smoothing: 1e-12, reviveBelow: 0 });
    expectClose(counts, [1.5, 1, 0.5], 1e-6);
    // m = (1 e + sum) / 2: (1 + 6, 0 + 2) / 2 over 1.5, (0, 1 + 3) / 2 over 1, (5, 5) / 2 over 0.5
    expectClose(codebook, [7 / 3, 2 / 3, 0, 2, 5, 5], 1e-6);
  });

  it("smooths counts without changing their sum (3 codes, smoothing 1)", () => {
    const { codebook, counts } = movedAverages(input(), { decay: 0.5, smoothing: 1, reviveBelow: 0 });
    expectClose(counts, [1.5, 1, 0.5], 1e-6);
    const smooth = [2.5, 2, 1.5].map((n) => (n / 6) * 3);
    const sums = [3.5, 1, 0, 2, 2.5, 2.5];
    expectClose(
      codebook,
      sums.map((m, i) => m / (smooth[Math.floor(i / 2)] as number)),
      1e-6,
    );
  });

  it("puts a code with a low count on a row of the batch, at twice the threshold", () => {
    const { codebook, counts } = movedAverages(input(), { decay: 0.5, smoothing: 1e-12, reviveBelow: 0.75 });
    expectClose(counts, [1.5, 1, 1.5], 1e-6);
    expectClose(tf.slice(codebook, [2, 0], [1, 2]), [0, 3], 1e-6); // noise 0.6 of 4 rows: row 2
    expectClose(tf.slice(codebook, [0, 0], [2, 2]), [7 / 3, 2 / 3, 0, 2], 1e-6);
  });

  it("never revives from a row of padding", () => {
    const padded = { ...input(), noise: tf.tensor1d([0.1, 0.3, 0.99]) };
    const { codebook, counts } = movedAverages(padded, { decay: 0.5, smoothing: 1e-12, reviveBelow: 0.75 });
    expectClose(counts, [1.5, 1, 0.5], 1e-6);
    expectClose(tf.slice(codebook, [2, 0], [1, 2]), [5, 5], 1e-6);
  });
});
