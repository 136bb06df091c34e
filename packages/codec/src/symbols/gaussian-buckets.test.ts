import { DataError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { createMessage } from "../ans/message.ts";
import { frequenciesOf } from "../test-support/frequencies-of.ts";
import { randomNumbers } from "../test-support/random-numbers.ts";
import { bucketCentres, bucketsOf, checkMoments, gaussianBuckets, posteriorBuckets } from "./gaussian-buckets.ts";
import { popSymbols, pushSymbols } from "./symbol-codec.ts";

describe("Gaussian buckets", () => {
  it("have equal mass under their grid, to rounding", () => {
    const grid = { mean: Float32Array.of(0.3), scale: Float32Array.of(1.7), buckets: bucketsOf(8) };
    for (const frequency of frequenciesOf(gaussianBuckets(1, grid, grid), 0)) {
      expect(Math.abs(frequency / 2 ** 24 - 1 / 256)).toBeLessThan(5 / 2 ** 24);
    }
  });

  it("have the masses of a narrow and a wide Gaussian, also far from the grid", () => {
    const grid = { mean: new Float32Array(4), scale: new Float32Array(4).fill(1), buckets: bucketsOf(10) };
    const moments = { mean: Float32Array.of(0.5, -1, 30, 0), scale: Float32Array.of(0.001, 5, 0.5, 1e-30) };
    const codec = gaussianBuckets(4, moments, grid);
    const values = new Float32Array(1);
    for (let i = 0; i < 4; i++) {
      const frequencies = frequenciesOf(codec, i);
      const mode = frequencies.indexOf(Math.max(...frequencies));
      bucketCentres(Int32Array.of(mode), grid, values);
      expect([0.5, -3.3, 3.3, 0][i]).toBeCloseTo(values[0] as number, 1);
    }
  });

  it.each([
    [0.3, 1e-4],
    [0.1, 5e-4],
    [0.02, 5e-3],
  ])("lose little beside undivided latents: q %d times as wide as p, less than %d bits a latent", (scale, most) => {
    const buckets = bucketsOf(14);
    const grid = { mean: new Float32Array(1), scale: new Float32Array(1).fill(1), buckets };
    let [loss, weights] = [0, 0];
    // Means as a model has them whose q, on average, is p.
    for (let u = -4; u <= 4; u += 0.25) {
      const mean = Math.fround(u * Math.sqrt(1 - scale * scale));
      const codec = posteriorBuckets(1, { mean: Float32Array.of(mean), scale: Float32Array.of(scale) }, grid);
      const width = Math.fround(scale);
      const kl = (-Math.log(width) + 0.5 * (width * width + mean * mean - 1)) / Math.LN2;
      let [cost, spread] = [14, 0];
      buckets.centres.forEach((_, k) => {
        const mass = (codec.start(0, k + 1) - codec.start(0, k)) / 2 ** codec.precision;
        if (mass === 0) return;
        cost += mass * Math.log2(mass);
        spread += mass * (((buckets.centres[k] as number) - mean) / width) ** 2;
      });
      const weight = Math.exp(-0.5 * u * u);
      // x would cost what a likelihood does that is as narrow as q: half a nat for each squared deviation.
      loss += weight * (cost - kl + (0.5 * (spread - 1)) / Math.LN2);
      weights += weight;
    }
    expect(Math.abs(loss / weights)).toBeLessThan(most);
  });

  it("of q: what is drawn is given back, and what lay below it", () => {
    const random = randomNumbers(31);
    const count = 300;
    const numbers = (make: () => number) => Float32Array.from({ length: count }, make);
    const q = { mean: numbers(() => 3 * random.normal()), scale: numbers(() => Math.exp(4 * random.normal())) };
    const grid = { mean: numbers(random.normal), scale: numbers(() => 0.1 + random.unit()), buckets: bucketsOf(12) };
    const start = {
      heads: BigUint64Array.of((1n << 40n) + 5n, (1n << 33n) + 77n),
      words: Uint32Array.from({ length: 400 }, random.word),
    };
    const message = createMessage(start);
    const drawn = new Int32Array(count);
    popSymbols(message, posteriorBuckets(count, q, grid), drawn);
    expect(new Set(drawn).size).toBeGreaterThan(50);
    pushSymbols(message, posteriorBuckets(count, q, grid), drawn);
    expect(message.content()).toEqual(start);
  });

  it("are of Gaussians alone", () => {
    const one = (x: number) => Float32Array.of(x);
    for (const [mean, scale] of [
      [Number.NaN, 1],
      [0, 0],
      [0, -1],
      [0, Number.POSITIVE_INFINITY],
    ] as const) {
      expect(() => checkMoments({ mean: one(mean), scale: one(scale) }, 1, "q")).toThrow(DataError);
    }
    expect(() => checkMoments({ mean: one(0), scale: one(1) }, 2, "q")).toThrow(DataError);
  });
});
