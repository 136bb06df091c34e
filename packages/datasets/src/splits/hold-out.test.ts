import { describe, expect, it } from "vitest";
import { holdOut, holdOutByName, seededOrder } from "./hold-out.ts";

const where = "test";

describe("holdOut", () => {
  it("is disjoint and complete, with the counts asked for", () => {
    const { train, validation, test } = holdOut(1000, { where, validation: 0.1, test: 37, seed: 5 });
    expect([train.length, validation.length, test.length]).toEqual([863, 100, 37]);
    expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...train]).toEqual([...train].sort((a, b) => a - b));
  });

  it("depends on the seed alone", () => {
    const at = (seed: number) => holdOut(500, { where, test: 0.2, seed }).test;
    expect(at(1)).toEqual(at(1));
    expect(at(1)).not.toEqual(at(2));
  });

  it("takes the last ones when asked to, whatever the seed", () => {
    const found = holdOut(10, { where, validation: 3, test: 2, seed: 8, last: true });
    expect([[...found.train], [...found.test], [...found.validation]]).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6],
      [7, 8, 9],
    ]);
  });

  it("keeps the order when nothing is set aside, and takes one example at least for a small share", () => {
    expect([...holdOut(4, { where, seed: 0 }).train]).toEqual([0, 1, 2, 3]);
    expect(holdOut(3, { where, test: 0.01, seed: 0 }).test.length).toBe(1);
  });

  it("says so when nothing is left to train on", () => {
    expect(() => holdOut(10, { where, validation: 5, test: 5, seed: 0 })).toThrow(
      /nothing is left to train on: expected fewer than 10 examples set aside, got 5 for validation and 5 for test/,
    );
  });
});

describe("holdOutByName", () => {
  const names = Array.from({ length: 400 }, (_, i) => `folder/picture${i}.png`);
  const side = (of: readonly string[], seed = 3) =>
    new Set(Array.from(holdOutByName(of, { where, validation: 0.1, test: 0.2, seed }).test, (i) => of[i]));

  it("is disjoint and complete, with the counts asked for", () => {
    const { train, validation, test } = holdOutByName(names, { where, validation: 0.1, test: 0.2, seed: 3 });
    expect([train.length, validation.length, test.length]).toEqual([280, 40, 80]);
    expect(new Set([...train, ...validation, ...test]).size).toBe(400);
  });

  it("goes by name and seed, not by place in the list", () => {
    expect(side([...names].reverse())).toEqual(side(names));
    expect(side(names, 4)).not.toEqual(side(names));
  });

  it("keeps nearly all names on their side when names are added", () => {
    const more = [...names, ...Array.from({ length: 40 }, (_, i) => `new/picture${i}.png`)];
    const [before, after] = [side(names), side(more)];
    const moved = [...before].filter((name) => !after.has(name)).length;
    // A tenth more names shifts each border by a few places; a new shuffle would move about 64 of the 80.
    expect(moved).toBeLessThan(20);
  });
});

describe("seededOrder", () => {
  it("puts each number in each place equally often", () => {
    const [size, rounds] = [5, 5000];
    const seen = new Float64Array(size * size);
    for (let seed = 0; seed < rounds; seed++) {
      for (const [place, value] of seededOrder(size, seed, "x").entries()) {
        seen[place * size + value] = (seen[place * size + value] as number) + 1;
      }
    }
    const [p, error] = [1 / size, 4 * Math.sqrt((0.2 * 0.8) / rounds)];
    for (const count of seen) expect(Math.abs(count / rounds - p)).toBeLessThan(error);
  });
});
