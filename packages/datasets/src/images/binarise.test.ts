import { describe, expect, it } from "vitest";
import { binarise } from "./binarise.ts";

const greys = Uint8Array.from({ length: 256 }, (_, level) => level);
const draw = (key: { seed?: bigint; step?: number; index?: number } = {}) => {
  const out = new Float32Array(256);
  binarise(greys, out, { seed: 1n, step: 0, index: 0, ...key });
  return out;
};

describe("binarise", () => {
  it("turns a grey level into 1 with probability level / 255", () => {
    const rounds = 4000;
    const means = new Float64Array(256);
    for (let step = 0; step < rounds; step++) {
      for (const [level, value] of draw({ step }).entries()) means[level] = (means[level] as number) + value / rounds;
    }
    expect(means[0]).toBe(0);
    expect(means[255]).toBeCloseTo(1, 12);
    for (let level = 1; level < 255; level++) {
      const p = level / 255;
      expect(Math.abs((means[level] as number) - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / rounds));
    }
  });

  it("draws pixels and steps independently", () => {
    const grey = new Uint8Array(100).fill(127);
    const out = new Float32Array(100);
    let previous = new Float32Array(100);
    let [neighbours, steps, count] = [0, 0, 0];
    const centre = 127 / 255;
    for (let step = 0; step < 2000; step++) {
      binarise(grey, out, { seed: 3n, step, index: 9 });
      for (let i = 1; i < 100; i++) {
        neighbours += ((out[i] as number) - centre) * ((out[i - 1] as number) - centre);
        if (step > 0) steps += ((out[i] as number) - centre) * ((previous[i] as number) - centre);
        count++;
      }
      previous = out.slice();
    }
    const error = (4 * 0.25) / Math.sqrt(count);
    expect(Math.abs(neighbours / count)).toBeLessThan(error);
    expect(Math.abs(steps / count)).toBeLessThan(error);
  });

  it("depends on seed, step and index, and on nothing else", () => {
    const first = draw();
    expect(draw()).toEqual(first);
    for (const key of [{ seed: 2n }, { step: 1 }, { index: 1 }]) expect(draw(key)).not.toEqual(first);
  });

  it("keeps its numbers from release to release", () => {
    expect(draw().slice(96, 160).join("")).toBe("0000100001010110001011001010101010000011001100101111110001111111");
  });
});
