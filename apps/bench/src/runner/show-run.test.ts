import { expect, it } from "vitest";
import { agreement } from "./show-run.ts";

it("compares tokens up to each example's length", () => {
  const truth = Int32Array.from([5, 6, 1, 0, 7, 1, 0, 0]);
  const guess = Int32Array.from([5, 9, 1, 3, 7, 1, 8, 8]);
  expect(agreement(truth, guess, Int32Array.from([3, 2]), 4)).toBe(4 / 5);
});
