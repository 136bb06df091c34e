import type { Field, Split } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { readBatches } from "./read-batches.ts";

const fields: Record<string, Field> = {
  x: { shape: [2], dtype: "float32", support: "real" },
  "x.length": { shape: [], dtype: "int32", support: "count" },
  seen: { shape: [1], dtype: "bool", support: "binary" },
};

/** Example i is [i, 10 i]; remembers how it was asked. */
const split = (length: number) => {
  const asked: { seed: bigint; step: number }[] = [];
  const made: Split = {
    length,
    read: async (indices, into, presentation) => {
      if (presentation) asked.push(presentation);
      indices.forEach((index, row) => {
        into.x?.set([index, 10 * index], 2 * row);
        into["x.length"]?.set([index], row);
        into.seen?.set([1], row);
      });
    },
  };
  return { made, asked };
};
const collect = async (length: number, options: { batch: number; limit?: number }) => {
  const { made, asked } = split(length);
  const batches = [];
  for await (const batch of readBatches(made, fields, { seed: 9n, ...options })) batches.push(batch);
  return { batches, asked };
};

describe("readBatches", () => {
  it("reads in order; the last batch repeats its last example with weight 0", async () => {
    const { batches, asked } = await collect(5, { batch: 3 });
    expect(batches.map(({ count }) => count)).toEqual([3, 2]);
    expect(batches.map(({ indices }) => [...indices])).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
    expect(batches[1]?.inputs.x).toEqual(Float32Array.of(3, 30, 4, 40, 4, 40));
    expect(batches[1]?.inputs.weight).toEqual(Float32Array.of(1, 1, 0));
    expect(batches[0]?.inputs["x.length"]).toEqual(Int32Array.of(0, 1, 2));
    expect(batches[0]?.inputs.seen).toBeInstanceOf(Uint8Array);
    expect(asked).toEqual([
      { seed: 9n, step: 0 },
      { seed: 9n, step: 0 },
    ]);
  });

  it("stops at the limit, and never goes beyond the split", async () => {
    expect((await collect(9, { batch: 4, limit: 5 })).batches.map(({ count }) => count)).toEqual([4, 1]);
    expect((await collect(2, { batch: 4, limit: 50 })).batches.map(({ count }) => count)).toEqual([2]);
    expect((await collect(0, { batch: 4 })).batches).toEqual([]);
  });
});
