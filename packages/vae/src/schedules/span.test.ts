import { expect, it } from "vitest";
import { spanConfig, spanSteps } from "./span.ts";

const clock = { step: 3, stepsPerEpoch: 40, steps: 200 };

it("counts steps, epochs and the whole stage", () => {
  expect(spanSteps({ steps: 7 }, clock)).toBe(7);
  expect(spanSteps({ epochs: 2.5 }, clock)).toBe(100);
  expect(spanSteps(undefined, clock)).toBe(200);
});

it("refuses two units at once and negative lengths", () => {
  expect(spanConfig.safeParse({ steps: 1, epochs: 1 }).success).toBe(false);
  expect(spanConfig.safeParse({ epochs: -1 }).success).toBe(false);
});
