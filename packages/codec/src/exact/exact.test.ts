import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exponential, sigmoid } from "./exponential.ts";
import fixture from "./fixtures/functions.json" with { type: "json" };
import { normalCdf, normalQuantile } from "./normal.ts";

type Table = readonly (readonly [number, string])[];

/** Largest error against numbers of 30 digits; `relative` to the value itself. */
function worst(found: (x: number) => number, table: Table, relative: boolean): number {
  return Math.max(
    ...table.map(([x, text]) => Math.abs(found(x) - Number(text)) / (relative ? Math.abs(Number(text)) : 1)),
  );
}

describe("exact functions, against mpmath", () => {
  it("exponential: two units in the last place", () => {
    expect(worst(exponential, fixture.exponential as unknown as Table, true)).toBeLessThan(2 * 2 ** -52);
  });

  it("sigmoid: digits in both tails", () => {
    expect(worst(sigmoid, fixture.sigmoid as unknown as Table, true)).toBeLessThan(4 * 2 ** -52);
  });

  it("normalCdf: 1e-15", () => {
    expect(worst(normalCdf, fixture.normalCdf as unknown as Table, false)).toBeLessThan(1e-15);
  });

  it("normalQuantile: 1e-13 in the middle, 1e-9 at 2^-24", () => {
    const table = fixture.normalQuantile as unknown as Table;
    const inner = table.filter(([p]) => p >= 0.001 && p <= 0.999);
    expect(worst(normalQuantile, inner, false)).toBeLessThan(1e-13);
    expect(worst(normalQuantile, table, false)).toBeLessThan(1e-9);
  });

  it("end where they say", () => {
    expect([exponential(-709), exponential(710), exponential(0)]).toEqual([0, Number.POSITIVE_INFINITY, 1]);
    expect([exponential(Number.NaN), sigmoid(Number.NaN), normalCdf(Number.NaN)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect([sigmoid(1e9), sigmoid(-1e9), normalCdf(9), normalCdf(-9), normalCdf(0)]).toEqual([1, 0, 1, 0, 0.5]);
  });

  it("normalCdf falls nowhere by more than a rounding", () => {
    let [before, largest] = [0, 0];
    for (let x = -9; x < 9; x += 1 / 4096) {
      largest = Math.max(largest, before - normalCdf(x));
      before = normalCdf(x);
    }
    expect(largest).toBeLessThan(2 ** -49);
  });

  it("never change: a digest of their bits", () => {
    const bits = new DataView(new ArrayBuffer(8));
    let digest = 0;
    const add = (x: number) => {
      bits.setFloat64(0, x);
      digest = Math.imul(digest ^ bits.getUint32(0), 0x01000193) ^ bits.getUint32(4);
    };
    for (let i = 0; i < 20_000; i++) {
      const x = (i - 10_000) / 700;
      add(exponential(x));
      add(sigmoid(3 * x));
      add(normalCdf(x));
      if (i % 50 === 1) add(normalQuantile(i / 20_000));
    }
    expect(digest).toMatchInlineSnapshot(`1037585158`);
  });
});

/** Exact by IEEE 754 or ECMAScript; everything else of Math may differ from one platform to the next. */
const allowed = new Set(["floor", "ceil", "trunc", "abs", "sqrt", "min", "max", "imul", "fround", "clz32", "LOG2E"]);

it("what decides bits uses no function that a platform may round as it likes", () => {
  const folder = new URL("..", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !/test-support|generated/.test(name),
  );
  expect(files.length).toBeGreaterThan(15);
  const found = files.flatMap((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    const calls = [...text.matchAll(/\bMath\s*(?:\.\s*(\w+)|\[)/g)].map((match) => match[1] ?? "[computed]");
    const powers = [...text.matchAll(/\S+ \*\* \S+/g)].map((match) => match[0]);
    return [...calls.filter((call) => !allowed.has(call)), ...powers].map((what) => `${name}: ${what}`);
  });
  // The length of a message in bits, which is reported and decides nothing.
  expect(found).toEqual(["ans/message.ts: log2"]);
});
