import { expect, it } from "vitest";
import { z } from "zod";
import { createLinear } from "./linear.ts";
import { resolveSchedule, scheduleField } from "./schedule-field.ts";

const clock = { step: 5, stepsPerEpoch: 1, steps: 10 };

it("takes a bare number for a constant and hands anything else to the registry", () => {
  const wiring = { part: <R>() => createLinear({ from: 0, to: 1 }) as R };
  expect(resolveSchedule(3, wiring)(clock)).toBe(3);
  expect(resolveSchedule({ kind: "linear" }, wiring)(clock)).toBe(0.5);
});

it("accepts what the slot accepts, and numbers", () => {
  const schema = scheduleField(() => z.strictObject({ kind: z.literal("linear") }));
  expect(schema.safeParse(0.5).success).toBe(true);
  expect(schema.safeParse({ kind: "linear" }).success).toBe(true);
  expect(schema.safeParse({ kind: "other" }).success).toBe(false);
});
