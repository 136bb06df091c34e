import { factorMatrix } from "@elbo/program";
import { describe, expect, it } from "vitest";
import { normalStream } from "../randomness/random-stream.ts";
import { eigenvalues } from "./eigenvalues.ts";

const size = 8;
const randomPositive = () => {
  const next = normalStream({ seed: 2n, path: "test" });
  const g = Float64Array.from({ length: size * size }, () => next());
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = i === j ? 0.1 : 0;
    for (let k = 0; k < size; k++) sum += (g[i * size + k] as number) * (g[j * size + k] as number);
    return sum;
  });
};

describe("eigenvalues", () => {
  it("finds 3 and 1 for [[2, 1], [1, 2]]", () => {
    const [first, second] = eigenvalues(Float64Array.of(2, 1, 1, 2), 2);
    expect([first, second]).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12)]);
  });

  it("keeps trace, sum of squares and determinant", () => {
    const matrix = randomPositive();
    const found = eigenvalues(matrix, size);
    let trace = 0;
    for (let i = 0; i < size; i++) trace += matrix[i * size + i] as number;
    const factor = factorMatrix(matrix, size);
    let logDeterminant = 0;
    for (let i = 0; i < size; i++) logDeterminant += 2 * Math.log(factor[i * size + i] as number);
    expect(found.reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace, 9);
    expect(found.reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(
      matrix.reduce((sum, value) => sum + value ** 2, 0),
      8,
    );
    expect(found.reduce((sum, value) => sum + Math.log(value), 0)).toBeCloseTo(logDeterminant, 9);
  });
});
