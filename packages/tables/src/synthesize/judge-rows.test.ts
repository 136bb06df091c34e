import type { Column } from "@elbo/datasets";
import { describe, expect, it } from "vitest";
import { association, correlation, correlationRatio, cramersV } from "./association.ts";
import { judgeRows } from "./judge-rows.ts";
import { kolmogorovSmirnov, totalVariation } from "./marginals.ts";
import { closest, privacyOf, rowDistance } from "./privacy.ts";
import type { TypedRows } from "./typed-rows.ts";
import { utilityOf } from "./utility.ts";

const number = (name: string): Column => ({ name, mean: 0, deviation: 1 });
const kind = (name: string, ...values: string[]): Column => ({ ...number(name), type: "category", values });
const columns = [number("a"), number("b"), kind("c", "no", "yes")];
const rowsOf = (rows: readonly (readonly number[])[]): TypedRows => ({
  columns,
  values: Float32Array.from(rows.flat()),
});

/** Numbers in [0, 1) that repeat. */
const stream = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
};
const normal = (next: () => number) => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
/** a ~ N(0, 1), b = `slope` a + noise, c tells the sign of a. */
const draw = (count: number, seed: number, slope = 0.8) => {
  const next = stream(seed);
  return rowsOf(
    Array.from({ length: count }, () => {
      const a = normal(next);
      return [a, slope * a + 0.6 * normal(next), Number(a > 0)];
    }),
  );
};

describe("distances of columns", () => {
  it("are those of the books", () => {
    expect(kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5);
    expect(kolmogorovSmirnov([1, 1, 2], [1, 1, 2])).toBe(0);
    expect(kolmogorovSmirnov([0], [1])).toBe(1);
    expect(totalVariation([0, 0, 1, 1], [0, 1, 2, 2])).toBe(0.5);
  });
});

describe("associations", () => {
  it("are correlation, correlation ratio and Cramer's V", () => {
    expect(
      correlation([
        [1, 2],
        [2, 4],
        [3, 6],
      ]),
    ).toBeCloseTo(1, 12);
    expect(
      correlation([
        [1, 2],
        [2, 2],
      ]),
    ).toBe(0);
    // Groups {1, 3} and {5, 7}: between 16 of a total of 20.
    expect(
      correlationRatio([
        [0, 1],
        [0, 3],
        [1, 5],
        [1, 7],
      ]),
    ).toBeCloseTo(Math.sqrt(16 / 20), 12);
    expect(
      cramersV([
        [0, 0],
        [0, 0],
        [1, 1],
        [1, 1],
      ]),
    ).toBeCloseTo(1, 12);
    expect(
      cramersV([
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]),
    ).toBe(0);
  });

  it("go by what columns hold, whichever comes first, and leave out missing cells", () => {
    const rows = rowsOf([
      [1, 2, 0],
      [2, 4, 0],
      [Number.NaN, 9, 1],
      [3, 6, 1],
    ]);
    expect(association(rows, 0, 1)).toBeCloseTo(1, 6);
    expect(association(rows, 0, 2)).toBeCloseTo(association(rows, 2, 0), 12);
  });
});

describe("privacy", () => {
  it("measures rows by their cells, a missing one as a difference of 1", () => {
    const rows = rowsOf([
      [0, 0, 0],
      [3, Number.NaN, 1],
      [0, 0, 1],
    ]);
    expect(rowDistance(rows, 0, rows, 1)).toBeCloseTo(Math.sqrt((9 + 1 + 1) / 3), 6);
    expect(rowDistance(rows, 0, rows, 2)).toBeCloseTo(Math.sqrt(1 / 3), 6);
    expect(closest(rowsOf([[0, 0, 1]]), rows)).toEqual([0]);
  });

  it("sees the difference between copies and rows of the same law", () => {
    const [train, heldOut, fresh] = [draw(200, 1), draw(200, 2), draw(200, 3)];
    const leaking = privacyOf(train, { train, heldOut });
    expect(leaking).toMatchObject({ copies: 200, closerToTraining: 1 });
    const safe = privacyOf(fresh, { train, heldOut });
    expect(safe.copies).toBe(0);
    expect(Math.abs(safe.closerToTraining - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 200));
    expect(safe.copiesByChance).toBe(0);
    expect(Math.abs(safe.synthetic.median / safe.heldOut.median - 1)).toBeLessThan(0.3);
  });
});

describe("copies", () => {
  it("are found among all rows, however many there are, and none in rows with gaps", () => {
    const spread = (count: number, from: number) =>
      rowsOf(Array.from({ length: count }, (_, i) => [from + i, Math.sin(i), i % 2]));
    const [train, heldOut, fresh] = [spread(5001, 0), spread(40, 10_000), spread(4500, 20_000)];
    fresh.values.set(train.values.subarray(3 * 3001, 3 * 3002), 3 * 4321);
    train.values[3 * 7] = Number.NaN;
    fresh.values.set(train.values.subarray(3 * 7, 3 * 8), 3 * 5);
    expect(judgeRows(fresh, { train, heldOut }).privacy.copies).toBe(1);
  });

  it("are told beside those of held-out rows, which tables of few kinds are full of", () => {
    const kinds = (seed: number) => {
      const next = stream(seed);
      return rowsOf(Array.from({ length: 100 }, () => [Math.floor(3 * next()), 0, Math.floor(2 * next())]));
    };
    const { copies, copiesByChance } = privacyOf(kinds(3), { train: kinds(1), heldOut: kinds(2) });
    expect([copies, copiesByChance]).toEqual([100, 1]);
  });
});

describe("judgeRows", () => {
  const sets = { train: draw(400, 1), heldOut: draw(400, 2) };

  it("finds rows of the same law as good as held-out ones, and others not", () => {
    const good = judgeRows(draw(400, 3), sets);
    const bad = judgeRows(draw(400, 3, -0.8), sets);
    expect(good.associations.synthetic).toBeLessThan(0.1);
    expect(bad.associations.synthetic).toBeGreaterThan(0.5);
    expect([...bad.associations.worst].sort()).toEqual(["a", "b"]);
    for (const { synthetic } of Object.values(good.marginals))
      expect(synthetic).toBeLessThan(1.63 * Math.sqrt(2 / 400));
  });

  it("teaches a classifier by made-up rows as well as by real ones, if they are good", () => {
    const good = utilityOf("c", { ...sets, synthetic: draw(400, 3) });
    expect(good.realAccuracy).toBeGreaterThan(0.95);
    expect(Math.abs(good.realAccuracy - good.syntheticAccuracy)).toBeLessThan(0.05);
    expect(good.plainAccuracy).toBeLessThan(0.65);
    const next = stream(5);
    const noise = rowsOf(Array.from({ length: 400 }, () => [normal(next), normal(next), Number(next() > 0.5)]));
    expect(utilityOf("c", { ...sets, synthetic: noise }).syntheticAccuracy).toBeLessThan(0.8);
    expect(utilityOf("b", { ...sets, synthetic: draw(400, 3) })).toMatchObject({ classes: 4 });
    expect(() => utilityOf("d", { ...sets, synthetic: noise })).toThrow(/no such column.*a, b, c/);
  });
});
