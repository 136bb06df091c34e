import { expect, it } from "vitest";
import { spreadOf } from "./spread.ts";

it("gives the weighted mean and deviation of every pixel", () => {
  // Pixel 0: 0, 0, 1 with weights 1/4, 1/4, 1/2. Pixel 1 never moves.
  const { mean, deviation } = spreadOf(Float32Array.of(0, 0.5, 0, 0.5, 1, 0.5), [0.25, 0.25, 0.5]);
  expect([...mean]).toEqual([0.5, 0.5]);
  expect([...deviation]).toEqual([0.5, 0]);
});
