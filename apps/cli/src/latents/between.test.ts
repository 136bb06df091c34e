import { expect, it } from "vitest";
import { linear, spherical } from "./between.ts";

const length = (x: Float32Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
const [a, b] = [Float32Array.of(3, 0, 0), Float32Array.of(0, 3, 0)];

it("begins and ends where it should", () => {
  for (const path of [linear, spherical]) {
    expect([...path(a, b, 0)]).toEqual([3, 0, 0]);
    path(a, b, 1).forEach((v, i) => {
      expect(v).toBeCloseTo(b[i] as number, 5);
    });
  }
});

it("a line cuts the corner, a great circle keeps the length and halves the angle", () => {
  expect(length(linear(a, b, 0.5))).toBeCloseTo(3 * Math.SQRT1_2, 5);
  const middle = spherical(a, b, 0.5);
  expect(length(middle)).toBeCloseTo(3, 5);
  expect(middle[0]).toBeCloseTo(middle[1] as number, 5);
});

it("codes that point one way, and a code of zeros, are joined by a line", () => {
  expect([...spherical(Float32Array.of(1, 0), Float32Array.of(3, 0), 0.5)]).toEqual([2, 0]);
  expect([...spherical(Float32Array.of(1, 0), Float32Array.of(-1, 0), 0.5)]).toEqual([0, 0]);
  expect([...spherical(Float32Array.of(0, 0), Float32Array.of(2, 0), 0.5)]).toEqual([1, 0]);
});
