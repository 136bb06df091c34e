import { describe, expect, it } from "vitest";
import { compareOutcomes, relativeDifference, worstOf } from "./difference.ts";
import type { Outcome } from "./run-request.ts";

const floats = (...values: number[]) => Float32Array.of(...values);
const outcome = (gradients: Outcome["gradients"], outputs: Outcome["outputs"] = {}): Outcome => ({
  outputs,
  gradients,
  state: {},
});

describe("relativeDifference", () => {
  it("divides the largest difference by the largest expected value", () => {
    expect(relativeDifference(floats(1, 4), floats(2, -8))).toBe(12 / 8);
    expect(relativeDifference(floats(0), floats(0))).toBe(0);
  });
  it("is infinite for NaN and for other lengths", () => {
    expect(relativeDifference(floats(1, Number.NaN), floats(1, 2))).toBe(Number.POSITIVE_INFINITY);
    expect(relativeDifference(floats(1), floats(1, 2))).toBe(Number.POSITIVE_INFINITY);
  });
});

it("names the worst array, and one that is missing on either side", () => {
  expect(worstOf({ a: floats(1), b: floats(3) }, { a: floats(1), b: floats(2) })).toEqual({ error: 0.5, name: "b" });
  expect(worstOf({}, { a: floats(1) }).error).toBe(Number.POSITIVE_INFINITY);
  expect(worstOf({ a: floats(1) }, {}).error).toBe(Number.POSITIVE_INFINITY);
});

it("notices one flipped sign among gradients of other sizes, and no rounding of a gradient that is 0", () => {
  const right = outcome({ big: floats(5, -3), small: floats(0.1, 0.2), none: floats(1e-9) });
  const flipped = outcome({ big: floats(5, -3), small: floats(0.1, -0.2), none: floats(1e-9) });
  const rounded = outcome({ big: floats(5, -3), small: floats(0.1, 0.2), none: floats(-3e-9) });
  expect(compareOutcomes(flipped, right).gradients).toBeCloseTo(2, 6);
  expect(compareOutcomes(rounded, right).gradients).toBeLessThan(1e-6);
});
