import { initialValue } from "@elbo/program";
import { describe, expect, it } from "vitest";
import { biasInitialiser, weightInitialiser } from "./weight-initialiser.ts";

const draw = (name: Parameters<typeof weightInitialiser>[0]) =>
  initialValue("w", { shape: [200, 100], init: weightInitialiser(name, 200, 100) }, 3n);
const meanSquare = (values: Float32Array) => values.reduce((sum, v) => sum + v * v, 0) / values.length;

describe("weightInitialiser", () => {
  it("keeps Glorot's limit sqrt(6 / 300) and variance 2 / 300 (20,000 draws: 3 %)", () => {
    const values = draw("glorot-uniform");
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(6 / 300));
    expect(meanSquare(values) / (2 / 300)).toBeCloseTo(1, 1);
  });
  it("keeps He's variance 2 / fanIn (20,000 draws: 5 %)", () => {
    expect(Math.abs(meanSquare(draw("he-normal")) / (2 / 200) - 1)).toBeLessThan(0.05);
  });
  it("fan-in-uniform is PyTorch's start of a linear layer: within 1 / sqrt(in), the variance a third of its square, biases too", () => {
    const values = draw("fan-in-uniform");
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(200));
    expect(meanSquare(values) * 3 * 200).toBeCloseTo(1, 1);
    const bias = (name: Parameters<typeof biasInitialiser>[0]) =>
      initialValue("b", { shape: [5000], init: biasInitialiser(name, 200) }, 3n);
    expect(meanSquare(bias("fan-in-uniform")) * 3 * 200).toBeCloseTo(1, 1);
    expect(bias("he-normal").every((value) => value === 0)).toBe(true);
  });
  it("keeps an orthogonal matrix's squared norm: one per column", () => {
    expect(meanSquare(draw("orthogonal")) * 20_000).toBeCloseTo(100, 3);
  });
});
