import { expect, it } from "vitest";
import { createLinear } from "./linear.ts";

const at = (step: number) => ({ step, stepsPerEpoch: 10, steps: 100 });

it("ramps over the given epochs after the given steps, and holds both ends", () => {
  const schedule = createLinear({ from: 1, to: 3, over: { epochs: 2 }, after: { steps: 5 } });
  expect([0, 5, 10, 15, 25, 99].map((step) => schedule(at(step)))).toEqual([1, 1, 1.5, 2, 3, 3]);
});

it("fills what is left of the stage by default", () => {
  expect(createLinear({ from: 0, to: 1 })(at(50))).toBe(0.5);
  expect(createLinear({ from: 0, to: 1, after: { steps: 20 } })(at(60))).toBe(0.5);
});

it("jumps when the ramp has no length", () => {
  const schedule = createLinear({ from: 0, to: 1, over: { steps: 0 }, after: { steps: 2 } });
  expect([1, 2].map((step) => schedule(at(step)))).toEqual([0, 1]);
});
