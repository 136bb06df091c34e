import { expect, it } from "vitest";
import { INTERVAL_DRAWS, intervalOf, likelySet } from "./intervals.ts";

it("takes the order statistics between which the next draw falls with the probability asked for", () => {
  const draws = Array.from({ length: INTERVAL_DRAWS }, (_, i) => (i * 77) % INTERVAL_DRAWS);
  expect(intervalOf(draws, 0.9)).toEqual({ low: 9, high: 189 }); // 10th and 190th of 199: (190 - 10) / 200
  expect(intervalOf(draws, 0.5)).toEqual({ low: 49, high: 149 });
  expect(intervalOf([1, 2], 0.99)).toEqual({ low: 1, high: 2 });
});

it("takes the likeliest values until they have the probability asked for", () => {
  expect(likelySet([0.2, 0.5, 0.3], 0.5)).toEqual([1]);
  expect(likelySet([0.2, 0.5, 0.3], 0.8)).toEqual([1, 2]);
  expect(likelySet([0.2, 0.5, 0.3], 0.9)).toEqual([1, 2, 0]);
});
