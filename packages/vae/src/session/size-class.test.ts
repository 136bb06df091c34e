import { expect, it } from "vitest";
import { sizeClass } from "./size-class.ts";

it("is the next power of two, at most the largest", () => {
  expect([0, 1, 2, 3, 4, 5, 64, 65].map((count) => sizeClass(count))).toEqual([1, 1, 2, 4, 4, 8, 64, 128]);
  expect([3, 65, 99, 100].map((count) => sizeClass(count, 100))).toEqual([4, 100, 100, 100]);
  for (let power = 0; power < 30; power++) expect(sizeClass(2 ** power)).toBe(2 ** power);
});
