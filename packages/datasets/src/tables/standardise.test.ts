import { describe, expect, it } from "vitest";
import { columnScale } from "./standardise.ts";

const rows = (...at: number[]) => Int32Array.from(at);

describe("columnScale", () => {
  it("takes mean and deviation of the rows named, without missing values", () => {
    const values = Float64Array.of(1, 7, 3, Number.NaN, 500, 7, 5, 9);
    expect(columnScale(values, { width: 2, column: 0, rows: rows(0, 1, 3) })).toEqual({
      mean: 3,
      deviation: Math.sqrt(8 / 3),
    });
    expect(columnScale(values, { width: 2, column: 1, rows: rows(0, 1, 3) })).toEqual({ mean: 8, deviation: 1 });
    expect(columnScale(values, { width: 2, column: 1, rows: rows(1) })).toBeUndefined();
  });

  it("keeps its digits far from zero, and gives a constant column deviation 1", () => {
    const far = Float64Array.of(1e9, 1e9 + 1, 1e9 + 2);
    const scale = columnScale(far, { width: 1, column: 0, rows: rows(0, 1, 2) });
    expect(scale?.mean).toBe(1e9 + 1);
    expect(scale?.deviation).toBeCloseTo(Math.sqrt(2 / 3), 12);
    expect(columnScale(Float64Array.of(0.1, 0.1, 0.1), { width: 1, column: 0, rows: rows(0, 1, 2) })?.deviation).toBe(
      1,
    );
  });
});
