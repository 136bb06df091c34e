import { describe, expect, it } from "vitest";
import { normalStream, randomStream } from "./random-stream.ts";

const key = { seed: 7n, path: "test", step: 3, index: 5 };
const take = (next: () => number, count: number) => Array.from({ length: count }, next);

describe("randomStream", () => {
  it("repeats for the same key and changes with every part of it", () => {
    const first = take(randomStream(key), 4).join();
    expect(take(randomStream({ ...key }), 4).join()).toBe(first);
    for (const other of [
      { seed: 8n },
      { seed: 7n + (1n << 32n) },
      { step: 4 },
      { step: 3 + 2 ** 32 },
      { index: 6 },
      { path: "tess" },
    ]) {
      expect(take(randomStream({ ...key, ...other }), 4).join()).not.toBe(first);
    }
  });

  it("is uniform over 64 bins, by chi-square, within one stream and across neighbouring keys", () => {
    const count = 64_000;
    const within = randomStream(key);
    const draws = {
      within: () => within(),
      steps: (_: unknown, i: number) => randomStream({ ...key, step: i })(),
      indices: (_: unknown, i: number) => randomStream({ ...key, index: i })(),
    };
    for (const draw of Object.values(draws)) {
      const bins = new Float64Array(64);
      for (const value of Array.from({ length: count }, draw)) bins[value >>> 26] = (bins[value >>> 26] as number) + 1;
      const chi = bins.reduce((sum, seen) => sum + (seen - count / 64) ** 2 / (count / 64), 0);
      // 63 degrees of freedom: mean 63, standard deviation 11.2; five of them on each side.
      expect(chi).toBeGreaterThan(20);
      expect(chi).toBeLessThan(120);
    }
  });

  it("shows no correlation between neighbouring indices", () => {
    const uniform = (index: number) => randomStream({ ...key, index })() / 2 ** 32 - 0.5;
    const count = 50_000;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += uniform(i) * uniform(i + 1);
    // The product has standard deviation 1/12.
    expect(Math.abs(sum / count)).toBeLessThan((4 * (1 / 12)) / Math.sqrt(count));
  });
});

describe("normalStream", () => {
  it("has the moments 0, 1, 0, 3 of a standard normal", () => {
    const count = 200_000;
    const z = take(normalStream(key), count);
    const moment = (power: number) => z.reduce((sum, value) => sum + value ** power, 0) / count;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
  });
});
