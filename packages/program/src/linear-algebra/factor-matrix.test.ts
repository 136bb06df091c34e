import { describe, expect, it } from "vitest";
import { factorMatrix, whiten } from "./factor-matrix.ts";

const size = 6;
/** G G' + I / 10, the same each time. */
const positive = () => {
  const g = Float64Array.from({ length: size * size }, (_, i) => Math.sin(i * i + 1));
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = i === j ? 0.1 : 0;
    for (let k = 0; k < size; k++) sum += (g[i * size + k] as number) * (g[j * size + k] as number);
    return sum;
  });
};
const product = (l: Float64Array, i: number, x: ArrayLike<number>) =>
  Array.from({ length: size }, (_, k) => (l[i * size + k] as number) * (x[k] as number)).reduce((a, b) => a + b, 0);

describe("factorMatrix", () => {
  it("gives back the matrix as L L', and reads its lower triangle only", () => {
    const matrix = positive();
    const lower = matrix.map((value, at) => (at % size > Math.floor(at / size) ? Number.NaN : value));
    const l = factorMatrix(lower, size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        expect(product(l, i, l.subarray(j * size, (j + 1) * size))).toBeCloseTo(matrix[i * size + j] as number, 10);
        if (j > i) expect(l[i * size + j]).toBe(0);
      }
    }
  });

  it.each([
    ["an eigenvalue below 0", [1, 2, 2, 1]],
    ["a rank too low", [1, 1, 1, 1]],
    ["numbers that are none", [1, 0, 0, Number.NaN]],
    ["numbers without end", [Number.POSITIVE_INFINITY, 0, 0, 1]],
  ])("refuses %s", (_, values) => {
    expect(() => factorMatrix(Float64Array.from(values), 2)).toThrow(/not positive definite/);
  });
});

it("whiten solves L w = x and gives |w|^2 = x' A^-1 x", () => {
  const l = factorMatrix(positive(), size);
  const x = Float64Array.from({ length: size }, (_, i) => Math.cos(3 * i));
  const white = x.slice();
  const squares = whiten(l, white);
  for (let i = 0; i < size; i++) expect(product(l, i, white)).toBeCloseTo(x[i] as number, 10);
  expect(squares).toBeCloseTo(
    white.reduce((sum, v) => sum + v * v, 0),
    10,
  );
});
