import { ConfigError, type Field } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { sequenceWiring } from "./sequence-wiring.ts";

const x: Field = { shape: [5], dtype: "int32", support: "tokens", categories: 7 };
const image: Field = { shape: [5, 5, 1], dtype: "float32", support: "unit" };

describe("sequenceWiring", () => {
  it("takes time from the data and the rest from the outputs", () => {
    const outputs = { logits: [5, 7], scale: [5] };
    expect(sequenceWiring({ fields: { x }, outputs }, "here")).toEqual({
      time: 5,
      categories: 7,
      shapes: { logits: [7], scale: [] },
    });
  });
  it("refuses data that are no tokens and outputs of another length", () => {
    expect(() => sequenceWiring({ fields: { x: image }, outputs: {} }, "here")).toThrow(ConfigError);
    expect(() => sequenceWiring({ fields: { x: image }, outputs: {} }, "here")).toThrow(
      /support "unit".*"dense" or "conv"/,
    );
    expect(() => sequenceWiring({ fields: {}, outputs: {} }, "here")).toThrow(/got no field x/);
    expect(() => sequenceWiring({ fields: { x }, outputs: { logits: [6, 7] } }, "here")).toThrow(
      /outputs of shape \[5, \.\.\.\], got logits \[6, 7\]/,
    );
  });
  it("refuses sequences too long to keep, and says what to do", () => {
    const long: Field = { ...x, shape: [5001] };
    expect(() => sequenceWiring({ fields: { x: long }, outputs: { logits: [5001, 7] } }, "here")).toThrow(
      /got 5001 in the longest line.*data\.longest/,
    );
  });
});
