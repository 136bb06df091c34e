import { expect, it } from "vitest";
import { brush } from "./brush.ts";

const at = (values: Float32Array, x: number, y: number) => values[28 * y + x];

it("draws a line whose pixels are full within the radius, fading over one pixel", () => {
  const values = new Float32Array(784);
  brush(values, { x: 5.5, y: 10.5 }, { x: 20.5, y: 10.5 }, 1);
  expect(at(values, 12, 10)).toBe(1);
  expect(at(values, 12, 11)).toBe(1);
  expect(at(values, 12, 12)).toBe(0);
  expect(at(values, 3, 10)).toBe(0);
  expect(values.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(16 * 3 - 3);
});

it("draws a dot where the line has no length, and takes nothing away", () => {
  const values = new Float32Array(784).fill(0.25);
  brush(values, { x: 14.5, y: 14.5 }, { x: 14.5, y: 14.5 }, 0.5);
  expect(at(values, 14, 14)).toBe(1);
  expect(at(values, 15, 14)).toBe(0.5);
  expect(Math.min(...values)).toBe(0.25);
});
