import { describe, expect, it } from "vitest";
import { median, objections, powerLaw, ratio, spread } from "./ratios.mjs";

describe("figures of interleaved rounds", () => {
  it("the median is the middle value, or the mean of the two", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
    expect(spread([3, 10, 2])).toEqual({ median: 3, least: 2, greatest: 10 });
  });

  it("ratios are taken round by round: a slow phase of the machine cancels", () => {
    expect(ratio([10, 20, 60], [20, 40, 100])).toEqual({ median: 0.5, least: 0.5, greatest: 0.6 });
    expect(ratio([1, 30], [2, 10]).median).not.toBe(median([1, 30]) / median([2, 10]));
  });

  it("a power law's exponent and factor come back from its points", () => {
    const { exponent, factor } = powerLaw([1, 2, 5, 9].map((x) => [x, 3 * x ** 1.5] as const));
    expect(exponent).toBeCloseTo(1.5, 12);
    expect(factor).toBeCloseTo(3, 12);
  });
});

describe("what makes figures void", () => {
  const elbo = { name: "elbo", alone: 10, rounds: [10, 10.5, 11], parameters: 1000, first: 543 };
  const peer = { name: "JAX", alone: 8, rounds: [8, 8.1, 9], parameters: 1000, first: 540 };

  it("nothing, when all is well", () => expect(objections(peer, elbo)).toEqual([]));

  it("a contender that is slower in turns than alone by more than a tenth", () => {
    expect(objections({ ...peer, rounds: [8.79, 8.79, 20] }, elbo)).toEqual([]);
    expect(objections({ ...peer, rounds: [9.2, 9.2, 8] }, elbo)).toEqual(["15 % slower in turns than its best alone"]);
  });

  it("other parameters, but for those that are declared redundant", () => {
    const larger = { ...peer, parameters: 1024 };
    expect(objections(larger, elbo)).toEqual(["1024 parameters, elbo has 1000"]);
    expect(objections(larger, elbo, { redundant: 24 })).toEqual([]);
    expect(objections(peer, elbo, { redundant: 24 })).toHaveLength(1);
  });

  it("another loss at the start, or none", () => {
    expect(objections({ ...peer, first: 400 }, elbo)).toEqual(["starts from a loss of 400.0, elbo from 543.0"]);
    expect(objections({ ...peer, first: Number.NaN }, elbo)).toHaveLength(1);
  });
});
