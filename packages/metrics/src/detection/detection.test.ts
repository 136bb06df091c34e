import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { auroc } from "./auroc.ts";
import { thresholdAt } from "./threshold.ts";

const { cases } = JSON.parse(readFileSync(new URL("../fixtures/detection.json", import.meta.url), "utf8")) as {
  cases: { scores: number[]; labels: number[]; auroc: number }[];
};

describe("auroc", () => {
  it("is scikit-learn's, with and without ties", () => {
    for (const { scores, labels, auroc: exact } of cases) expect(auroc(scores, labels)).toBeCloseTo(exact, 12);
  });
  it("is 1 and 0 at the ends, 1/2 where all scores are alike, and turns round with the scores", () => {
    expect(auroc([1, 2, 3], [0, 1, 1])).toBe(1);
    expect(auroc([1, 2, 3], [true, false, false])).toBe(0);
    expect(auroc([7, 7, 7], [0, 1, 0])).toBe(0.5);
  });
  it("refuses what has no area", () => {
    expect(() => auroc([1, 2], [1, 1])).toThrow(/2 and 0/);
    expect(() => auroc([1, Number.NaN], [1, 0])).toThrow(/NaN/);
    expect(() => auroc([1], [1, 0])).toThrow(/2 and 1/);
  });
});

describe("thresholdAt", () => {
  it("leaves at most the share above it, and no lower score would", () => {
    const normal = Array.from({ length: 37 }, (_, i) => ((i * 17) % 37) / 3);
    for (const rate of [0, 0.05, 0.1, 0.5, 1]) {
      const threshold = thresholdAt(normal, rate);
      const above = (t: number) => normal.filter((score) => score > t).length / normal.length;
      expect(above(threshold)).toBeLessThanOrEqual(rate + 1e-9);
      const lower = normal.filter((score) => score < threshold);
      if (lower.length > 0) expect(above(Math.max(...lower))).toBeGreaterThan(rate);
    }
    expect(() => thresholdAt([], 0.1)).toThrow(RangeError);
    expect(() => thresholdAt([1], 2)).toThrow(RangeError);
  });
});
