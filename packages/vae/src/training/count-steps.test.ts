import { ConfigError, type Split } from "@elbo/spec";
import { expect, it } from "vitest";
import { countSteps } from "./count-steps.ts";

const split = (length: number): Split => ({ length, read: async () => {} });

it("counts whole batches, and refuses a batch that the data cannot fill", () => {
  expect([8, 9, 11, 12].map((length) => countSteps(split(length), 4))).toEqual([2, 2, 2, 3]);
  expect(() => countSteps(split(3), 4)).toThrow(ConfigError);
  expect(() => countSteps(split(3), 4)).toThrow(/at most 3, got 4/);
});
