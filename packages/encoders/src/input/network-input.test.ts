import type { Field } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { networkInput } from "./network-input.ts";

beforeAll(useCpu);

const field = (more: Partial<Field> = {}): Field => ({ shape: [2], dtype: "float32", support: "real", ...more });

describe("networkInput", () => {
  it("hides missing entries, when the batch says which", () => {
    const input = networkInput({ x: field(), "x.mask": field() }, "here");
    expect(input.reads).toEqual(["x.mask"]);
    const x = tf.tensor2d([[3, 4]]);
    expectClose(input.read({ x, "x.mask": tf.tensor2d([[1, 0]]) }), [3, 0], 0);
    expectClose(input.read({ x }), [3, 4], 0);
  });
  it("turns categories into indicators, and a missing one into zeros", () => {
    const input = networkInput(
      { x: field({ dtype: "int32", support: "category", categories: 3 }), "x.mask": field() },
      "here",
    );
    expect(input.shape).toEqual([2, 3]);
    const x = tf.tensor2d([[2, 1]], [1, 2], "int32");
    expectClose(input.read({ x }), [0, 0, 1, 0, 1, 0], 0);
    expectClose(input.read({ x, "x.mask": tf.tensor2d([[0, 1]]) }), [0, 0, 0, 0, 1, 0], 0);
  });
  it("reads mixed columns each by its type, and missing ones as zeros", () => {
    const columns = [
      { name: "change", type: "real" },
      { name: "income", type: "positive" },
      { name: "visits", type: "count" },
      { name: "colour", type: "category", categories: 3 },
      { name: "grade", type: "ordinal", categories: 4 },
    ] as const;
    const input = networkInput({ x: field({ shape: [5], support: "mixed", columns }), "x.mask": field() }, "here");
    expect(input.shape).toEqual([1 + 1 + 1 + 3 + 3]);
    const x = tf.tensor2d([
      [-2.5, Math.E, 7, 1, 2],
      [1.5, 0.5, 0, 2, 0],
    ]);
    const rows = [
      [-2.5, 1, Math.log(8), 0, 1, 0, 1, 1, 0],
      [1.5, -Math.LN2, 0, 0, 0, 1, 0, 0, 0],
    ];
    expectClose(input.read({ x }), rows.flat(), 1e-6);
    const mask = tf.tensor2d([
      [1, 0, 1, 0, 1],
      [0, 1, 1, 1, 0],
    ]);
    const hidden = [
      [-2.5, 0, Math.log(8), 0, 0, 0, 1, 1, 0],
      [0, -Math.LN2, 0, 0, 0, 1, 0, 0, 0],
    ];
    expectClose(input.read({ x, "x.mask": mask }), hidden.flat(), 1e-6);
    expect(() => networkInput({ x: field({ support: "mixed" }) }, "here")).toThrow(/does not describe its columns/);
  });
  it("makes whole numbers and truth values float32", () => {
    const input = networkInput({ x: field({ dtype: "bool", support: "binary" }) }, "here");
    const value = input.read({ x: tf.tensor2d([1, 0], [1, 2], "bool") });
    expect(value.dtype).toBe("float32");
    expectClose(value, [1, 0], 0);
  });
  it("refuses tokens, uncounted categories and data without x, each with a way out", () => {
    expect(() => networkInput({ x: field({ support: "tokens" }) }, "encoders/dense")).toThrow(/"recurrent"/);
    expect(() => networkInput({ x: field({ support: "category" }) }, "here")).toThrow(/expected categories on field x/);
    expect(() => networkInput({ image: field() }, "here")).toThrow(/expected a field x, got image/);
  });
});
