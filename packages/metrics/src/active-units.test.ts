import { expect, it } from "vitest";
import { activeUnits, addMoments, noMoments } from "./active-units.ts";

it("counts the dimensions whose posterior means vary", () => {
  const moments = noMoments(3);
  const rows = [
    [1, 5, 0.05],
    [-1, 5, -0.05],
    [1, 5, 0.05],
    [-1, 5, -0.05],
  ];
  for (const row of rows) addMoments(moments, row, 0);
  expect([...moments.squares].map((s) => s / 3)).toEqual([expect.closeTo(4 / 3, 12), 0, expect.closeTo(0.01 / 3, 12)]);
  expect(activeUnits(moments)).toBe(1);
  expect(activeUnits(moments, 0.001)).toBe(2);
});
