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
  expect([...moments.products].map((s) => s / 3)).toEqual([expect.closeTo(4 / 3, 12), 0, expect.closeTo(0.01 / 3, 12)]);
  expect(activeUnits(moments)).toBe(1);
  expect(activeUnits(moments, 0.001)).toBe(2);
});

it("tells the posterior's own noise from activity by two draws", () => {
  const moments = noMoments(2);
  let state = 1;
  const noise = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  for (let i = 0; i < 4000; i++) {
    const centre = i % 2 ? 0.5 : -0.5;
    addMoments(moments, [centre + noise(), noise()], 0, [centre + noise(), noise()]);
  }
  expect((moments.products[0] as number) / 3999).toBeCloseTo(0.25, 1);
  expect(Math.abs((moments.products[1] as number) / 3999)).toBeLessThan(0.01);
  expect(activeUnits(moments)).toBe(1);
});
