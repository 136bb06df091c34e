import { expect, it } from "vitest";
import { bitsPerDimension } from "./bits-per-dimension.ts";

it("one bit per pixel of MNIST is 543.4 nats", () => {
  expect(bitsPerDimension(784 * Math.LN2, 784)).toBe(1);
  expect(bitsPerDimension(543.427, 784)).toBeCloseTo(1, 5);
});
