import { describe, expect, it } from "vitest";
import { growthOf } from "./growth-laws.mjs";

const sizes = [16, 32, 64, 128, 256, 512];

describe("growth of a cost", () => {
  it("that is a power of the size has its exponent and leaves nowhere", () => {
    const { exponent, leaves } = growthOf(sizes.map((x) => [x, 0.2 * x ** 1.3] as const));
    expect(exponent).toBeCloseTo(1.3, 10);
    expect(leaves).toBeUndefined();
  });

  it("with a fixed part leaves the line where that part shows", () => {
    const { exponent, leaves } = growthOf(sizes.map((x) => [x, 10 + x] as const));
    expect(exponent).toBeGreaterThan(0.9);
    expect(leaves?.size).toBe(16);
    expect(leaves?.by).toBeGreaterThan(0.25);
  });
});
