import { readFileSync } from "node:fs";
import { expectClose } from "@elbo/testing";
import { expect, it } from "vitest";
import { drawMixture, fitMixture, type Mixture } from "./gaussian-mixture.ts";

const fixture = JSON.parse(readFileSync(new URL("./fixtures/mixture.json", import.meta.url), "utf8"));
const points = { values: fixture.x as number[], columns: 3 };
const covarianceOf = (factor: Float64Array, size: number) =>
  Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (factor[i * size + k] as number) * (factor[j * size + k] as number);
    return sum;
  });
const options = { components: 3, iterations: 500, seed: 1n, tolerance: 1e-12 };

it("fits scikit-learn's mixture, from its own centres", () => {
  const { components, logLikelihood } = fitMixture(points, options);
  const sorted = [...components].sort((a, b) => (a.mean[0] as number) - (b.mean[0] as number));
  expectClose(
    sorted.map(({ weight }) => weight),
    fixture.weights,
    1e-4,
  );
  expectClose(
    sorted.flatMap(({ mean }) => Array.from(mean)),
    fixture.means,
    1e-4,
  );
  expectClose(
    sorted.flatMap(({ factor }) => Array.from(covarianceOf(factor, 3))),
    fixture.covariances,
    1e-4,
  );
  expect(logLikelihood).toBeCloseTo(fixture.logLikelihood, 4);
});

it("is the same by seed, and refuses fewer points than components", () => {
  expect(fitMixture(points, options)).toEqual(fitMixture(points, options));
  expect(() => fitMixture({ values: [1, 2], columns: 1 }, options)).toThrow(/at least 3 examples.*got 2.*fewer/i);
});

it("draws where the mixture is: moments within five standard errors; the first of a longer draw are the same", () => {
  const mixture: Mixture = {
    logLikelihood: 0,
    components: [
      { weight: 0.25, mean: Float64Array.of(-2, 1), factor: Float64Array.of(0.5, 0, 0.4, 0.3) },
      { weight: 0.75, mean: Float64Array.of(2, 0), factor: Float64Array.of(1, 0, -0.6, 0.2) },
    ],
  };
  const count = 20_000;
  const drawn = drawMixture(mixture, count, 3n);
  expect([...drawMixture(mixture, 10, 3n)]).toEqual([...drawn.subarray(0, 20)]);
  const low = Array.from({ length: count }, (_, i) => drawn.subarray(2 * i, 2 * i + 2));
  const share = low.filter(([x]) => (x as number) < -0.5).length / count;
  expect(share).toBeGreaterThan(0.25 - 0.02);
  expect(share).toBeLessThan(0.25 + 0.03);
  const mean = (of: (z: Float32Array) => number) => low.reduce((sum, z) => sum + of(z), 0) / count;
  const at = (z: Float32Array, i: number) => z[i] as number;
  // E[z_0] = 1, E[z_1] = 0.25; E[z_0 z_1] = 0.25 (0.2 - 2) + 0.75 (-0.6) = -0.9
  expect(Math.abs(mean((z) => at(z, 0)) - 1)).toBeLessThan(5 * (2 / Math.sqrt(count)));
  expect(Math.abs(mean((z) => at(z, 1)) - 0.25)).toBeLessThan(5 * (0.8 / Math.sqrt(count)));
  expect(Math.abs(mean((z) => at(z, 0) * at(z, 1)) + 0.9)).toBeLessThan(5 * (2.5 / Math.sqrt(count)));
});
