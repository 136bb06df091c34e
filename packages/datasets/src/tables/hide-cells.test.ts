import { expect, it } from "vitest";
import { hiddenCells, hideCells } from "./hide-cells.ts";

const hiding = { share: 0.3, seed: 4 };

it("hides each cell with the probability asked for, by seed, row and column alone", () => {
  const [rows, width] = [2000, 7];
  const whole = Float64Array.from({ length: rows * width }, (_, at) => at);
  const left = hideCells(whole, width, hiding);
  for (let column = 0; column < width; column++) {
    const gaps = Array.from({ length: rows }, (_, row) => left[row * width + column]).filter(Number.isNaN).length;
    expect(Math.abs(gaps / rows - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / rows));
  }
  expect(left.every((value, at) => Number.isNaN(value) || value === whole[at])).toBe(true);
  expect(hideCells(whole.subarray(0, 5 * width), width, hiding)).toEqual(left.subarray(0, 5 * width));
  expect([...hiddenCells(3, width, hiding)]).toEqual(
    Array.from(left.subarray(3 * width, 4 * width), (value) => Number(Number.isNaN(value))),
  );
  expect(hideCells(whole, width, { ...hiding, seed: 5 })).not.toEqual(left);
  expect(whole[0]).toBe(0);
});

it("hides nothing when asked for nothing", () => {
  const whole = Float64Array.of(1, 2);
  expect(hideCells(whole, 2, { share: 0, seed: 1 })).toBe(whole);
});
