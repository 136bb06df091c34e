import { expect, it } from "vitest";
import { nearestRows } from "./nearest-rows.ts";

const points = { values: [0, 0, 3, 4, 0, 1, 0, -1, 1, 0], columns: 2 };

it("gives the nearest rows in order, and of equals the earlier", () => {
  expect(nearestRows(points, [0, 0.5], 3)).toEqual([
    { row: 0, distance: 0.5 },
    { row: 2, distance: 0.5 },
    { row: 4, distance: Math.sqrt(1.25) },
  ]);
  expect(nearestRows(points, [3, 4], 1)).toEqual([{ row: 1, distance: 0 }]);
  expect(nearestRows(points, [0, 0], 99).map(({ row }) => row)).toEqual([0, 2, 3, 4, 1]);
});

it("refuses a query of another length", () => {
  expect(() => nearestRows(points, [1, 2, 3], 1)).toThrow(/one point of 2 numbers/);
});
