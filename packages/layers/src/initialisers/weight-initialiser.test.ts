import { initialValue } from "@elbo/program";
import { describe, expect, it } from "vitest";
import { weightInitialiser } from "./weight-initialiser.ts";

const draw = (name: "glorot-uniform" | "he-normal" | "orthogonal") =>
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
  it("keeps an orthogonal matrix's squared norm: one per column", () => {
    expect(meanSquare(draw("orthogonal")) * 20_000).toBeCloseTo(100, 3);
  });
});
