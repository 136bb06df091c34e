import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { kthSmallest } from "../points/distances.ts";
import type { Points } from "../points/points.ts";
import { frechetDistance, gaussianOf } from "./frechet.ts";
import { kernelDistance } from "./kernel-distance.ts";
import { manifoldCoverage } from "./manifold.ts";

const fixture = JSON.parse(readFileSync(new URL("../fixtures/samples.json", import.meta.url), "utf8"));
const a: Points = { values: fixture.a, columns: 5 };
const b: Points = { values: fixture.b, columns: 5 };

it("Frechet distance: SciPy's matrix square root", () => {
  expect(frechetDistance(gaussianOf(a), gaussianOf(b))).toBeCloseTo(fixture.frechet, 8);
  expect(frechetDistance(gaussianOf(b), gaussianOf(a))).toBeCloseTo(fixture.frechet, 8);
  expect(Math.abs(frechetDistance(gaussianOf(a), gaussianOf(a)))).toBeLessThan(1e-12);
});

it("Frechet distance where a covariance is singular, and between points in closed form", () => {
  const flat: Points = {
    columns: 5,
    values: fixture.a.map((v: number, i: number) => (i % 5 === 3 ? fixture.a[i - 3] - 2 * fixture.a[i - 2] : v)),
  };
  expect(frechetDistance(gaussianOf(a), gaussianOf(flat))).toBeCloseTo(fixture.singular, 6);
  const narrow = { mean: Float64Array.of(0, 0), covariance: Float64Array.of(4, 0, 0, 0) };
  const wide = { mean: Float64Array.of(1, 0), covariance: Float64Array.of(9, 0, 0, 25) };
  expect(frechetDistance(narrow, wide)).toBeCloseTo(1 + (3 - 2) ** 2 + 25, 12);
  expect(() => gaussianOf({ values: [1, 2], columns: 2 })).toThrow(/at least 2 points, got 1/);
});

it("kernel distance: scikit-learn's polynomial kernel", () => {
  expect(kernelDistance(a, b)).toBeCloseTo(fixture.kernel, 8);
  expect(() => kernelDistance(a, { columns: 5, values: [1, 2, 3, 4, 5] })).toThrow(/at least 2 points, got 1/);
});

it("precision, recall, density, coverage: prdc's", () => {
  for (const k of [3, 5]) {
    const found = manifoldCoverage(a, b, k);
    for (const [name, value] of Object.entries(found)) expect(value).toBeCloseTo(fixture.prdc[k][name], 12);
  }
  expect(() => manifoldCoverage(a, { values: [1, 2, 3, 4, 5], columns: 5 })).toThrow(/more than 5 points.*got 1/);
});

it("selects the k-th smallest", () => {
  const values = Array.from({ length: 101 }, (_, i) => ((i * 37) % 101) % 50);
  const sorted = values.toSorted((x, y) => x - y);
  for (const k of [1, 2, 50, 100, 101]) expect(kthSmallest(Float64Array.from(values), k)).toBe(sorted[k - 1]);
});
