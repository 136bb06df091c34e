import { expect, it } from "vitest";
import { createCyclical } from "./cyclical.ts";

const values = (schedule: (clock: { step: number; stepsPerEpoch: number; steps: number }) => number, steps: number) =>
  Array.from({ length: steps + 2 }, (_, step) => schedule({ step, stepsPerEpoch: 1, steps }));

it("follows equation 6 of Fu et al. for M = 2, R = 0.5, T = 16", () => {
  const cycle = [0, 0.25, 0.5, 0.75, 1, 1, 1, 1];
  const schedule = createCyclical({ cycles: 2, ratio: 0.5, from: 0, to: 1 });
  expect(values(schedule, 16)).toEqual([...cycle, ...cycle, 1, 1]);
});

it("makes M whole cycles when M does not divide T", () => {
  const starts = values(createCyclical({ cycles: 3, ratio: 1, from: 2, to: 5 }), 10).slice(0, 10);
  const falls = starts.filter((value, i) => i > 0 && value < (starts[i - 1] as number)).length;
  expect(falls).toBe(2);
  expect(Math.min(...starts)).toBe(2);
  expect(Math.max(...starts)).toBeLessThan(5);
});
