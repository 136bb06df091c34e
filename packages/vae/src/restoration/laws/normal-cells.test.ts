import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { cellMoments, logCellMass } from "./normal-cells.ts";

beforeAll(useCpu);

/** Mass, mean and variance of N(0, 1) between two ends, by Simpson's rule in doubles, scaled by its largest density. */
function integrated(low: number, high: number) {
  const steps = 4000;
  const peak = Math.max(low, Math.min(high, 0));
  const sums = [0, 0, 0];
  for (let i = 0; i <= steps; i++) {
    const x = low + ((high - low) * i) / steps;
    const weight = (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp((peak * peak - x * x) / 2);
    for (const k of [0, 1, 2]) sums[k] = (sums[k] as number) + weight * x ** k;
  }
  const [zero = 1, one = 0, two = 0] = sums;
  const log = Math.log((zero * (high - low)) / steps / 3) - peak ** 2 / 2 - 0.5 * Math.log(2 * Math.PI);
  return { log, mean: one / zero, variance: two / zero - (one / zero) ** 2 };
}

/** Middle and half width, in deviations. */
const cells = [
  [0, 0.05],
  [0, 1],
  [0, 6],
  [0.7, 0.5],
  [-2, 1.5],
  [3, 0.4],
  [-6, 1],
  [12, 2],
  [-25, 0.5],
] as const;

it.each(cells)("a cell of %f +- %f has the mass, mean and variance that an integral gives", (middle, half) => {
  const { log, mean, variance } = integrated(middle - half, middle + half);
  const [shift, scale] = [0.4, 0.3];
  const cell = {
    mean: tf.tensor1d([shift]),
    variance: tf.tensor1d([scale * scale]),
    middle: tf.tensor1d([shift + scale * middle]),
    half: tf.tensor1d([scale * half]),
  };
  const found = logCellMass(cell).dataSync()[0] as number;
  expect(Math.abs(found - log)).toBeLessThan(2e-5 * Math.max(1, Math.abs(log)));
  const moments = cellMoments(cell);
  expectClose(moments.mean, [shift + scale * mean], 1e-3);
  const own = moments.variance.dataSync()[0] as number;
  expect(Math.abs(own / scale / scale - variance)).toBeLessThan(2e-2 * variance + 3e-3);
});

it("has gradients that match central differences, near and far, on both sides", () => {
  const mean = tf.tensor1d([0.1, -0.6, 2, -3, 8]);
  const cell = (at: tf.Tensor) => ({
    mean: at,
    variance: tf.scalar(0.25),
    middle: tf.scalar(0.2),
    half: tf.scalar(0.5),
  });
  const f = (at: tf.Tensor) => tf.sum(logCellMass(cell(at)));
  expectClose(tf.grad(f)(mean), centralDifference(f, mean), 2e-3);
});
