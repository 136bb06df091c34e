import type { Initialiser } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { initialValue } from "../parameters/initialise.ts";
import { constant, glorotUniform, heNormal, heUniform, normal, uniform, zeros } from "./initialisers.ts";

const n = 20_000;
const values = (init: Initialiser) => initialValue("encoder/w", { shape: [100, n / 100], init }, 9n);
const moments = (x: Float32Array) => {
  const mean = x.reduce((a, b) => a + b, 0) / n;
  return { mean, deviation: Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / n) };
};

describe("initialisers", () => {
  it.each([
    ["normal", normal(0.5, 3), 3, 0.5],
    ["uniform", uniform(-1, 5), 2, 6 / Math.sqrt(12)],
    ["glorotUniform", glorotUniform(10, 30), 0, Math.sqrt(2 / 40)],
    ["heNormal", heNormal(8), 0, Math.sqrt(2 / 8)],
    ["heUniform", heUniform(8), 0, Math.sqrt(2 / 8)],
  ] as const)("%s has its mean and deviation", (_, init, mean, deviation) => {
    const found = moments(values(init));
    expect(Math.abs(found.mean - mean)).toBeLessThan((4 * deviation) / Math.sqrt(n));
    expect(Math.abs(found.deviation / deviation - 1)).toBeLessThan(4 / Math.sqrt(2 * n));
  });

  it("keep uniform values inside their limits", () => {
    const limit = Math.sqrt(6 / 8);
    expect(values(heUniform(8)).every((v) => Math.abs(v) < limit)).toBe(true);
  });

  it("fill with constants", () => {
    expect(values(zeros).every((v) => v === 0)).toBe(true);
    expect(values(constant(1.5)).every((v) => v === 1.5)).toBe(true);
  });
});
