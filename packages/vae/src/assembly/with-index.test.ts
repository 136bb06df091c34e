import type { Dataset, Split } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { readsIndex, withIndex } from "./with-index.ts";

const split: Split = {
  length: 9,
  read: async (indices, into) => {
    expect(Object.keys(into)).toEqual(["x"]);
    into.x?.set(indices.map((index) => 10 * index));
  },
};
const dataset: Dataset = {
  name: "tens",
  fields: { x: { shape: [], dtype: "float32", support: "real" } },
  splits: { train: split, test: split },
};

describe("withIndex", () => {
  it("numbers the examples beside the data set's own fields, in every split that there is", async () => {
    const { fields, splits } = withIndex(dataset);
    expect(fields.index).toEqual({ shape: [], dtype: "int32", support: "count" });
    expect(Object.keys(splits)).toEqual(["train", "test"]);
    const into = { x: new Float32Array(3), index: new Int32Array(3) };
    await splits.test.read(Int32Array.of(7, 0, 4), into);
    expect(into).toEqual({ x: Float32Array.of(70, 0, 40), index: Int32Array.of(7, 0, 4) });
  });

  it("reads without numbers where nobody asks for them, and leaves a field of that name alone", async () => {
    const into = { x: new Float32Array(1) };
    await withIndex(dataset).splits.train.read(Int32Array.of(2), into);
    expect(into.x[0]).toBe(20);
    const own = { ...dataset, fields: { ...dataset.fields, index: { shape: [], dtype: "int32", support: "count" } } };
    expect(withIndex(own as Dataset)).toBe(own);
  });

  it("is for parts that read it", () => {
    expect(readsIndex([{ params: {} }, { params: {}, reads: ["label", "index"] }])).toBe(true);
    expect(readsIndex([{ params: {}, reads: ["label"] }])).toBe(false);
  });
});
