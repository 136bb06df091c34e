import type * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

const flatten = (x: tf.Tensor | ArrayLike<number> | number): ArrayLike<number> =>
  typeof x === "number" ? [x] : "dataSync" in x ? x.dataSync() : x;

/** Largest absolute difference over the largest absolute expected value (or 1e-12). */
export function relativeError(
  received: tf.Tensor | ArrayLike<number> | number,
  expected: tf.Tensor | ArrayLike<number> | number,
): number {
  const [a, b] = [flatten(received), flatten(expected)];
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [difference, scale] = [0, 1e-12];
  for (let i = 0; i < a.length; i++) {
    const gap = Math.abs((a[i] as number) - (b[i] as number));
    if (Number.isNaN(gap)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, gap);
    scale = Math.max(scale, Math.abs(b[i] as number));
  }
  return difference / scale;
}

/** Asserts `relativeError(received, expected) <= tolerance`; NaN and unequal lengths fail. */
export function expectClose(
  received: tf.Tensor | ArrayLike<number> | number,
  expected: tf.Tensor | ArrayLike<number> | number,
  tolerance = 1e-5,
): void {
  expect(relativeError(received, expected)).toBeLessThanOrEqual(tolerance);
}
