import { expect, it } from "vitest";
import { createExponential, exponentialSchedule } from "./exponential.ts";

const at = (step: number) => ({ step, stepsPerEpoch: 10, steps: 1000 });

it("decays by e every 1 / rate steps, in stairs, down to its floor", () => {
  const value = createExponential({ from: 2, to: 0.5, rate: 0.01, every: 20 });
  expect(value(at(0))).toBe(2);
  expect(value(at(19))).toBe(2);
  expect(value(at(20))).toBeCloseTo(2 * Math.exp(-0.2), 12);
  expect(value(at(100))).toBeCloseTo(2 / Math.E, 12);
  expect(value(at(1000))).toBe(0.5);
});

it("follows Jang et al.: max(0.5, exp(-r t))", () => {
  const config = exponentialSchedule.config(() => {
    throw new Error("no slots");
  });
  const value = createExponential(config.parse({ kind: "exponential", rate: 3e-5, to: 0.5, every: 1000 }));
  expect(value(at(10_500))).toBeCloseTo(Math.exp(-0.3), 12);
  expect(value(at(30_000))).toBe(0.5);
  expect(config.safeParse({ kind: "exponential", rate: -1 }).success).toBe(false);
});
