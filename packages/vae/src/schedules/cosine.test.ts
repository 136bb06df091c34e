import { expect, it } from "vitest";
import { createCosine } from "./cosine.ts";

const at = (step: number) => ({ step, stepsPerEpoch: 10, steps: 100 });

it("falls from `from` to `to` along half a cosine", () => {
  const schedule = createCosine({ from: 1, to: 0.2 });
  expect(schedule(at(0))).toBe(1);
  expect(schedule(at(50))).toBeCloseTo(0.6, 12);
  expect(schedule(at(25))).toBeCloseTo(0.2 + 0.4 * (1 + Math.SQRT1_2), 12);
  expect(schedule(at(100))).toBe(0.2);
  expect(schedule(at(500))).toBe(0.2);
});

it("rises linearly during the warm-up and meets the decay at its peak", () => {
  const schedule = createCosine({ from: 2, to: 0, warmup: { steps: 4 }, over: { steps: 24 } });
  expect([0, 1, 2, 3, 4].map((step) => schedule(at(step)))).toEqual([0.5, 1, 1.5, 2, 2]);
  expect(schedule(at(14))).toBeCloseTo(1, 12);
});
