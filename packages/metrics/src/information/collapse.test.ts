import { expect, it } from "vitest";
import { collapsed } from "./collapse.ts";

it("calls a silent posterior collapsed, and an informative one not", () => {
  expect(collapsed({ kl: 0.01, active: 3 })).toBe(true);
  expect(collapsed({ kl: 12, active: 0 })).toBe(true);
  expect(collapsed({ kl: 12, active: 9 })).toBe(false);
});
