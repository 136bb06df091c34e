import { expect, it } from "vitest";
import { effectiveSize, normalise, resample } from "./weights.ts";

it("normalises log weights far below what exp can hold", () => {
  const weights = normalise(Float64Array.of(-2000, -2000 + Math.log(3)));
  expect(weights[0]).toBeCloseTo(0.25, 12);
  expect(weights[1]).toBeCloseTo(0.75, 12);
});

it("counts equal weights whole, and one weight as one", () => {
  expect(effectiveSize(new Float64Array(8).fill(1 / 8))).toBeCloseTo(8, 12);
  expect(effectiveSize(Float64Array.of(0, 1, 0))).toBe(1);
});

it("takes particle k count w_k times, give or take one, wherever it starts", () => {
  const weights = Float64Array.of(0.05, 0.5, 0.15, 0.3);
  for (const start of [0.01, 0.37, 0.99]) {
    const chosen = resample(weights, 10, start);
    expect(chosen).toHaveLength(10);
    for (const [k, weight] of weights.entries()) {
      expect(Math.abs(chosen.filter((each) => each === k).length - 10 * weight)).toBeLessThanOrEqual(1);
    }
  }
});
