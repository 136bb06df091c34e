import { expect, it } from "vitest";
import { createSteps, stepsSchedule } from "./steps.ts";

const at = (step: number) => ({ step, stepsPerEpoch: 10, steps: 100 });
const parse = (fields: object) =>
  stepsSchedule
    .config(() => {
      throw new Error("no nested parts");
    })
    .safeParse({ kind: "steps", from: 1, milestones: [2, 4], ...fields });

it("multiplies by the factor at each milestone", () => {
  const schedule = createSteps({ from: 1, unit: "epochs", milestones: [2, 4], factor: 0.5 });
  expect([0, 19, 20, 39, 40, 99].map((step) => schedule(at(step)))).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25]);
});

it("takes the listed values, zero included", () => {
  const schedule = createSteps({ from: 1, unit: "steps", milestones: [3, 5], values: [0, 7] });
  expect([2, 3, 4, 5].map((step) => schedule(at(step)))).toEqual([1, 0, 0, 7]);
});

it("refuses both or neither of values and factor, unequal counts, and falling milestones", () => {
  expect(parse({ factor: 0.1 }).success).toBe(true);
  expect(parse({}).success).toBe(false);
  expect(parse({ factor: 0.1, values: [1, 2] }).success).toBe(false);
  expect(parse({ values: [1] }).success).toBe(false);
  expect(parse({ factor: 0.1, milestones: [4, 2] }).success).toBe(false);
});
