import type { Field } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { checkedSplit, positionsOf } from "./checked-split.ts";

const fields: Record<string, Field> = { x: { shape: [2], dtype: "float32", support: "real" } };
const split = checkedSplit("test", fields, 3, (indices, { x }) => {
  if (x) for (const [slot, index] of indices.entries()) x.set([index, -index], 2 * slot);
});

describe("checkedSplit", () => {
  it("reads what is asked for, in the order of the indices, and leaves the rest of a longer buffer alone", async () => {
    const x = new Float32Array(6).fill(9);
    await split.read(Int32Array.of(2, 1), { x });
    expect([...x]).toEqual([2, -2, 1, -1, 9, 9]);
  });

  it("refuses indices outside, unknown fields and short buffers", async () => {
    await expect(split.read(Int32Array.of(3), {})).rejects.toThrow("expected 0..2, got 3");
    await expect(split.read(Int32Array.of(-1), {})).rejects.toThrow("expected 0..2, got -1");
    await expect(split.read(Int32Array.of(0), { y: new Float32Array(2) })).rejects.toThrow("expected x, got y");
    await expect(split.read(Int32Array.of(0, 1), { x: new Float32Array(3) })).rejects.toThrow("4 numbers, got 3");
  });
});

describe("positionsOf", () => {
  it("translates indices of a split", () => {
    expect([...positionsOf(Int32Array.of(1, 0), Int32Array.of(5, 8))]).toEqual([8, 5]);
    expect([...positionsOf(Int32Array.of(1, 0), undefined)]).toEqual([1, 0]);
  });
});
