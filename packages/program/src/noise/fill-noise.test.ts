import type { Law } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { fillNoise, type NoiseStream } from "./fill-noise.ts";

const stream: NoiseStream = { seed: 12345n, step: 7, path: "encoder/eps" };
const draw = (law: Law, size: number, change: Partial<NoiseStream> = {}) => {
  const out = new Float32Array(size);
  fillNoise(out, law, { ...stream, ...change });
  return out;
};
const mean = (x: Float32Array, power = 1) => x.reduce((sum, v) => sum + v ** power, 0) / x.length;
const correlation = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, v, i) => sum + v * (b[i] as number), 0) / Math.sqrt(mean(a, 2) * mean(b, 2)) / a.length;

/** Kolmogorov and Smirnov's distance times sqrt(n): above 1.95 with probability 0.001. */
function kolmogorovSmirnov(x: Float32Array, cdf: (v: number) => number): number {
  const sorted = Float32Array.from(x).sort();
  let distance = 0;
  sorted.forEach((v, i) => {
    const p = cdf(v);
    distance = Math.max(distance, Math.abs(p - i / x.length), Math.abs(p - (i + 1) / x.length));
  });
  return distance * Math.sqrt(x.length);
}

/** The normal distribution function, by Simpson's rule on the density. */
function normalCdf(x: number): number {
  const steps = 200;
  const h = x / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    sum += Math.exp(-((i * h) ** 2) / 2) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  }
  return 0.5 + (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}

const laws: readonly Law[] = [
  { law: "uniform" },
  { law: "normal" },
  { law: "bernoulli", p: 0.3 },
  { law: "beta", a: 2, b: 0.5 },
];

describe("every law", () => {
  it.each(laws)("draws chunks that equal the whole, wherever they begin: %j", (law) => {
    const whole = draw(law, 9000);
    for (const [from, size] of [
      [0, 1],
      [1, 7],
      [15, 18],
      [4093, 4100],
      [8999, 1],
    ] as const) {
      expect(draw(law, size, { first: from })).toEqual(whole.subarray(from, from + size));
    }
    const far = 2 ** 34 - 5;
    expect(draw(law, 4, { first: far + 6 })).toEqual(draw(law, 10, { first: far }).subarray(6));
    expect(draw(law, 10, { first: far })).not.toEqual(draw(law, 10, { first: far - 2 ** 34 + 5 }));
  });

  it.each(laws)("repeats itself, and changes with seed, step and path: %j", (law) => {
    const base = draw(law, 256);
    expect(draw(law, 256)).toEqual(base);
    for (const change of [{ seed: 12346n }, { seed: 12345n + 2n ** 32n }, { step: 8 }, { path: "encoder/ept" }]) {
      expect(draw(law, 256, change)).not.toEqual(base);
    }
  });
});

describe("uniform", () => {
  const n = 200_000;
  const x = draw({ law: "uniform" }, n);

  it("lies strictly inside (0, 1) and is uniform", () => {
    expect(x.every((v) => v > 0 && v < 1)).toBe(true);
    expect(kolmogorovSmirnov(x, (v) => v)).toBeLessThan(1.95);
    expect(Math.abs(mean(x) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n));
  });

  it("is independent of its neighbours and of other paths, steps and seeds", () => {
    const centred = (y: Float32Array) => y.map((v) => v - 0.5);
    const a = centred(x);
    const others = [
      ...[1, 2, 3, 4, 16].map((first) => draw({ law: "uniform" }, n, { first })),
      draw({ law: "uniform" }, n, { path: "decoder/eps" }),
      draw({ law: "uniform" }, n, { step: 8 }),
      draw({ law: "uniform" }, n, { seed: 12346n }),
    ];
    for (const other of others) expect(Math.abs(correlation(a, centred(other)))).toBeLessThan(4 / Math.sqrt(n));
  });
});

describe("normal", () => {
  const n = 200_000;
  const x = draw({ law: "normal" }, n);

  it("has the moments and the distribution function of N(0, 1)", () => {
    expect(Math.abs(mean(x))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(mean(x, 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(mean(x, 3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(mean(x, 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
    expect(kolmogorovSmirnov(x.subarray(0, 20_000), normalCdf)).toBeLessThan(1.95);
  });

  it("has independent neighbours, in value and in size", () => {
    const squares = (y: Float32Array) => y.map((v) => v * v - 1);
    for (const first of [1, 2, 4]) {
      const other = draw({ law: "normal" }, n, { first });
      expect(Math.abs(correlation(x, other))).toBeLessThan(4 / Math.sqrt(n));
      expect(Math.abs(correlation(squares(x), squares(other)))).toBeLessThan(4 / Math.sqrt(n));
    }
  });

  it("is Box and Muller's transform of the same words, to float32", () => {
    const bits = draw({ law: "uniform" }, 4096);
    const z = draw({ law: "normal" }, 4096);
    for (let i = 0; i < 4096; i += 2) {
      const [u, v] = [bits[i] as number, bits[i + 1] as number]; // rounded to 23 bits: hence the tolerance
      if (u < 0.01 || u > 0.99) continue;
      const r = Math.sqrt(-2 * Math.log(u));
      expect(z[i]).toBeCloseTo(r * Math.cos(2 * Math.PI * v), 4);
      expect(z[i + 1]).toBeCloseTo(r * Math.sin(2 * Math.PI * v), 4);
    }
  });
});

describe("bernoulli", () => {
  it.each([0, 0.01, 0.5, 0.9, 1])("is 1 with probability %f", (p) => {
    const n = 100_000;
    const x = draw({ law: "bernoulli", p }, n);
    expect(x.every((v) => v === 0 || v === 1)).toBe(true);
    expect(Math.abs(mean(x) - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / n));
  });
});

describe("permutation", () => {
  const law: Law = { law: "permutation" };

  it("holds every number once in each row, and rows chunked equal the whole", () => {
    const [rows, row] = [50, 101];
    const whole = draw(law, rows * row, { row });
    for (let r = 0; r < rows; r++) {
      const sorted = Float32Array.from(whole.subarray(r * row, (r + 1) * row)).sort();
      expect([...sorted]).toEqual(Array.from({ length: row }, (_, i) => i));
    }
    expect(draw(law, 3 * row, { row, first: 40 * row })).toEqual(whole.subarray(40 * row, 43 * row));
  });

  it("gives all orders of three equally often", () => {
    const n = 12_000;
    const x = draw(law, 3 * n, { row: 3 });
    const counts = new Map<string, number>();
    for (let i = 0; i < n; i++) {
      const key = x.subarray(3 * i, 3 * i + 3).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const expected = n / 6;
    const chiSquared = [...counts.values()].reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(6);
    expect(chiSquared).toBeLessThan(20.5); // five degrees of freedom, 0.001
  });
});

describe("beta", () => {
  it.each([
    [0.5, 0.5],
    [1, 1],
    [9.5, 9.5],
    [0.2, 3],
    [40, 2],
  ])("(%f, %f) has its moments", (a, b) => {
    const n = 40_000;
    const x = draw({ law: "beta", a, b }, n);
    const variance = (a * b) / ((a + b) ** 2 * (a + b + 1));
    expect(x.every((v) => v > 0 && v < 1)).toBe(true);
    expect(Math.abs(mean(x) - a / (a + b))).toBeLessThan(4 * Math.sqrt(variance / n));
    const second = (a * (a + 1)) / ((a + b) * (a + b + 1));
    const fourth = [0, 1, 2, 3].reduce((product, k) => (product * (a + k)) / (a + b + k), 1);
    expect(Math.abs(mean(x, 2) - second)).toBeLessThan(4 * Math.sqrt((fourth - second ** 2) / n));
  });

  it("follows the arcsine law at (1/2, 1/2), x^a at (a, 1), and is uniform at (1, 1)", () => {
    const test = (a: number, b: number, cdf: (v: number) => number) =>
      kolmogorovSmirnov(draw({ law: "beta", a, b }, 40_000), cdf);
    expect(test(0.5, 0.5, (v) => (2 / Math.PI) * Math.asin(Math.sqrt(v)))).toBeLessThan(1.95);
    expect(test(3, 1, (v) => v ** 3)).toBeLessThan(1.95);
    expect(test(1, 1, (v) => v)).toBeLessThan(1.95);
  });
});
