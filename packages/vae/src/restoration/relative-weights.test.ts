import { expect, it } from "vitest";
import { relativeWeights } from "./relative-weights.ts";

it("weighs against the largest, whatever the size of the logarithms; what is no number counts nothing", () => {
  expect([...relativeWeights([-1000 + Math.log(0.25), Number.NaN, -1000, Number.NEGATIVE_INFINITY])]).toEqual([
    expect.closeTo(0.25, 10),
    0,
    1,
    0,
  ]);
  expect([...relativeWeights([Number.NaN, Number.NEGATIVE_INFINITY])]).toEqual([0, 0]);
});
