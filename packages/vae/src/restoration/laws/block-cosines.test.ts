import { expect, it } from "vitest";
import { blockCosines, stepOf } from "./block-cosines.ts";

it.each([
  [16, 0, 16],
  [28, 0, 24],
  [20, 3, 16],
  [5, 0, 0],
  [7, 2, 0],
])("%i pixels, blocks from %i: orthonormal, whole blocks counted", (length, offset, whole) => {
  const cosines = blockCosines(length, offset);
  expect(cosines).toHaveLength(length);
  expect(cosines.filter((each) => each.whole)).toHaveLength(whole);
  for (const [i, a] of cosines.entries()) {
    for (const [j, b] of cosines.entries()) {
      const dot = a.row.reduce((sum, v, k) => sum + v * (b.row[k] as number), 0);
      expect(dot).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  }
});

it("has steps of the standard's table, scaled by the quality", () => {
  expect([stepOf(50, 0, 0), stepOf(50, 7, 7), stepOf(100, 0, 0), stepOf(1, 0, 0)]).toEqual([16, 99, 1, 255]);
  expect([stepOf(20, 0, 0), stepOf(20, 0, 1), stepOf(75, 0, 0)]).toEqual([40, 28, 8]);
});
