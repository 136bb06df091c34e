import { expect, it } from "vitest";
import { numberBetween, wholeNumber } from "./count.ts";

it("parses whole numbers that are held exactly, and nothing else", () => {
  expect(["0", "7", "1e3"].map(wholeNumber(0))).toEqual([0, 7, 1000]);
  for (const text of ["", " ", "-1", "1.5", "x", "9007199254740992", "Infinity"]) {
    expect(() => wholeNumber(0)(text), text).toThrow(/at least 0, below/);
  }
});

it("parses numbers within bounds", () => {
  expect(numberBetween(0, 1)("0.5")).toBe(0.5);
  for (const text of ["", "-0.1", "1", "x"]) expect(() => numberBetween(0, 1)(text), text).toThrow(/from 0 to below 1/);
});
