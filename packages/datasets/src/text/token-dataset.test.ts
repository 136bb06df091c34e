import { describe, expect, it } from "vitest";
import { createTokenDataset } from "./token-dataset.ts";
import { characters, wholeVocabulary } from "./vocabulary.ts";

const lines = ["abc", "b", "ca"];
const dataset = createTokenDataset({
  name: "lines",
  lines,
  vocabulary: wholeVocabulary(characters, lines),
  positions: { train: Int32Array.of(0, 2), validation: new Int32Array(0), test: Int32Array.of(1) },
  labels: { values: [4, 5, 6], categories: 7 },
});

describe("createTokenDataset", () => {
  it("states its fields: time is the longest line with its end marker", () => {
    expect(dataset.fields).toEqual({
      x: { shape: [4], dtype: "int32", support: "tokens", categories: 5 },
      "x.length": { shape: [], dtype: "int32", support: "count" },
      label: { shape: [], dtype: "int32", support: "category", categories: 7 },
    });
    expect(dataset.splits.validation).toBeUndefined();
  });

  it("writes symbols, end marker, padding, length and label, over whatever the buffer held", async () => {
    const into = { x: new Int32Array(8).fill(9), "x.length": new Int32Array(2), label: new Int32Array(2) };
    await dataset.splits.train.read(Int32Array.of(1, 0), into);
    expect([...into.x]).toEqual([4, 2, 1, 0, 2, 3, 4, 1]);
    expect([...into["x.length"]]).toEqual([3, 4]);
    expect([...into.label]).toEqual([6, 4]);
    expect([dataset.text(into.x.slice(0, 4)), dataset.text(into.x.slice(4))]).toEqual(["ca", "abc"]);
  });
});
