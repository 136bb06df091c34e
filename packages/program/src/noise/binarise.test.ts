import { describe, expect, it } from "vitest";
import { type BinarisationStream, binarise } from "./binarise.ts";

const stream: BinarisationStream = { seed: 3n, step: 4, index: 5 };
const draw = (grey: Uint8Array, change: Partial<BinarisationStream> = {}) => {
  const out = new Float32Array(grey.length).fill(9);
  binarise(grey, out, { ...stream, ...change });
  return out;
};

describe("binarise", () => {
  it("gives 1 with probability grey / 255, and is certain at the ends", () => {
    const n = 50_003;
    for (const grey of [0, 1, 64, 127, 128, 200, 254, 255]) {
      const out = draw(new Uint8Array(n).fill(grey));
      const p = grey / 255;
      expect(out.every((v) => v === 0 || v === 1)).toBe(true);
      expect(Math.abs(out.reduce((a, b) => a + b, 0) / n - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / n));
    }
  });

  it("depends on seed, step and index alone, not on what is drawn beside it", () => {
    const grey = Uint8Array.from({ length: 784 }, (_, i) => (i * 7) % 256);
    const whole = draw(grey);
    expect(draw(grey)).toEqual(whole);
    expect(draw(grey.subarray(0, 333))).toEqual(whole.subarray(0, 333));
    for (const change of [{ seed: 4n }, { step: 5 }, { index: 6 }, { index: 5 + 2 ** 32 }]) {
      expect(draw(grey, change)).not.toEqual(whole);
    }
  });

  it("draws pixels, examples and steps independently of each other", () => {
    const n = 100_000;
    const grey = new Uint8Array(n).fill(128);
    const centred = (out: Float32Array) => out.map((v) => v - 128 / 255);
    const a = centred(draw(grey));
    const correlation = (b: Float32Array, lag = 0) =>
      (4 * b.reduce((sum, v, i) => sum + v * (a[(i + lag) % n] as number), 0)) / n;
    for (const change of [{ index: 6 }, { step: 5 }, { seed: 4n }]) {
      expect(Math.abs(correlation(centred(draw(grey, change))))).toBeLessThan(4 / Math.sqrt(n));
    }
    for (const lag of [1, 2, 8, 64]) expect(Math.abs(correlation(a, lag))).toBeLessThan(4 / Math.sqrt(n));
  });
});
