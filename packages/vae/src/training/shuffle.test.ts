import { describe, expect, it } from "vitest";
import { shuffle } from "./shuffle.ts";

describe("shuffle", () => {
  it("is a permutation, the same for the same key and another for each part of the key", () => {
    const order = shuffle(5000, 3n, "order", 2);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 5000 }, (_, i) => i));
    expect(shuffle(5000, 3n, "order", 2)).toEqual(order);
    for (const other of [shuffle(5000, 4n, "order", 2), shuffle(5000, 3n, "other", 2), shuffle(5000, 3n, "order", 3)]) {
      // A random permutation has one fixed point on average; two unrelated orders agree about as often.
      expect(other.filter((index, i) => index === order[i]).length).toBeLessThan(10);
    }
    expect([...shuffle(1, 0n, "x", 0), ...shuffle(0, 0n, "x", 0)]).toEqual([0]);
  });

  it("reaches all orders of four equally often (chi-square, 23 degrees of freedom, p > 0.001)", () => {
    const counts = new Map<string, number>();
    const draws = 4800;
    for (let epoch = 0; epoch < draws; epoch++) {
      const order = shuffle(4, 11n, "order", epoch).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const expected = draws / 24;
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(24);
    expect(chiSquare).toBeLessThan(49.7);
  });
});
