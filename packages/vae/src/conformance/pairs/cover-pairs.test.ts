import { describe, expect, it } from "vitest";
import { type Block, coverPairs } from "./cover-pairs.ts";

const levels = { a: ["1", "2", "3"], b: ["x", "y"], c: ["p", "q", "r"] };
type Name = keyof typeof levels;
const product = (names: readonly Name[]): Record<Name, string>[] =>
  names.reduce(
    (rows, name) => rows.flatMap((row) => levels[name].map((one) => ({ ...row, [name]: one }))),
    [{} as Record<Name, string>],
  );
const blocks: Block<Name>[] = [
  { factors: ["a", "b"], rows: product(["a", "b"]), rejected: [] },
  { factors: ["c"], rows: product(["c"]), rejected: [] },
];
const has = (rows: readonly Record<Name, string>[], f: Name, x: string, g: Name, y: string) =>
  rows.some((row) => row[f] === x && row[g] === y);

describe("coverPairs", () => {
  it("holds every pair, in fewer rows than there are combinations", () => {
    const { rows, refused } = coverPairs(blocks, levels, () => undefined);
    expect(refused).toEqual([]);
    expect(rows.length).toBeLessThan(18);
    for (const [f, g] of [
      ["a", "b"],
      ["a", "c"],
      ["b", "c"],
    ] as [Name, Name][])
      for (const x of levels[f]) for (const y of levels[g]) expect(has(rows, f, x, g, y), `${x} ${y}`).toBe(true);
  });

  it("leaves out what cannot be, within a block and across blocks, and says which pairs", () => {
    const first = {
      factors: ["a", "b"],
      rows: product(["a", "b"]).filter(({ a, b }) => a !== "1" || b !== "y"),
      rejected: [{ row: { a: "1", b: "y" }, reason: "1 is too small for y" }],
    };
    const some = [first, blocks[1]];
    const { rows, refused } = coverPairs(some as Block<Name>[], levels, ({ b, c }) =>
      b === "x" && c === "r" ? "x does not take r" : undefined,
    );
    expect(refused).toEqual([
      { pair: ["a 1", "b y"], reason: "1 is too small for y" },
      { pair: ["a 1", "c r"], reason: "x does not take r" },
      { pair: ["b x", "c r"], reason: "x does not take r" },
    ]);
    expect(has(rows, "b", "x", "c", "r")).toBe(false);
    expect(has(rows, "a", "2", "c", "r")).toBe(true);
  });
});
