import { expect, it } from "vitest";
import { createConstant } from "./constant.ts";

it("is the same at every step", () => {
  const schedule = createConstant({ value: 0.25 });
  expect([0, 5, 99].map((step) => schedule({ step, stepsPerEpoch: 10, steps: 100 }))).toEqual([0.25, 0.25, 0.25]);
});
