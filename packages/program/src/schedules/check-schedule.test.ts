import type { Schedule } from "@elbo/spec";
import { expect, it } from "vitest";
import { checkSchedule } from "./check-schedule.ts";

const ramp =
  (from: number, to: number): Schedule =>
  ({ step, steps }) =>
    from + ((to - from) * step) / steps;
const positive = { allowed: (value: number) => value > 0, expected: "above 0", where: "config temperature" };

it("lets through what stays in range, and names the end that does not", () => {
  const falling = ramp(1, 0.5);
  expect(checkSchedule(falling, positive)).toBe(falling);
  expect(() => checkSchedule(ramp(0, 1), positive)).toThrow(
    "config temperature: the schedule starts at a value that cannot be: expected above 0, got 0",
  );
  expect(() => checkSchedule(ramp(1, 0), positive)).toThrow(/ends at a value that cannot be.*got 0/);
});
