import { describe, expect, it } from "vitest";
import { logMeanOf, logSumOf, mergeLogSums } from "./log-mean-exp.ts";

describe("log mean exp", () => {
  it("is the log of the mean, example by example", () => {
    const weights = [Math.log(1), Math.log(10), Math.log(3), Math.log(30)]; // [2, 2]
    expect([...logMeanOf(logSumOf(weights, 2))]).toEqual([
      expect.closeTo(Math.log(2), 12),
      expect.closeTo(Math.log(20), 12),
    ]);
  });
  it("survives weights that exp cannot hold", () => {
    expect(logMeanOf(logSumOf([-2000, -2000 + Math.log(3)], 1))[0]).toBeCloseTo(-2000 + Math.log(2), 9);
  });
  it("gives the same in chunks", () => {
    const weights = Array.from({ length: 12 }, (_, i) => Math.sin(i) * 40);
    const whole = logMeanOf(logSumOf(weights, 2));
    const merged = logMeanOf(mergeLogSums(logSumOf(weights.slice(0, 4), 2), logSumOf(weights.slice(4), 2)));
    expect(merged[0]).toBeCloseTo(whole[0] as number, 12);
    expect(merged[1]).toBeCloseTo(whole[1] as number, 12);
  });
});
