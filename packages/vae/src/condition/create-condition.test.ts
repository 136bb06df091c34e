import { ConfigError, type Field, NotSupportedError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { conditionConfig, createCondition } from "./create-condition.ts";

beforeAll(useCpu);

const fields: Record<string, Field> = {
  x: { shape: [4], dtype: "float32", support: "real" },
  "x.mask": { shape: [4], dtype: "float32", support: "binary" },
  label: { shape: [], dtype: "int32", support: "category", categories: 3 },
  attributes: { shape: [2], dtype: "float32", support: "real" },
  facts: {
    shape: [2],
    dtype: "float32",
    support: "mixed",
    columns: [
      { name: "age", type: "positive" },
      { name: "rank", type: "ordinal", categories: 3 },
    ],
  },
  words: { shape: [5], dtype: "int32", support: "tokens", categories: 9 },
};
const create = (field: string | string[], more: object = {}) =>
  createCondition(conditionConfig.parse({ field, ...more }), fields);

describe("createCondition", () => {
  it("reads categories as indicators and numbers as they are, side by side", () => {
    const condition = create(["label", "attributes"]);
    expect([condition.width, condition.into, Object.keys(condition.fields)]).toEqual([
      5,
      ["encoder", "decoder"],
      ["label", "attributes"],
    ]);
    const batch = { label: tf.tensor1d([2, 0], "int32"), attributes: tf.tensor2d([0.5, 1, 2, 3], [2, 2]) };
    const value = condition.read(batch);
    expect(value.shape).toEqual([2, 5]);
    expectClose(value, [0, 0, 1, 0.5, 1, 1, 0, 0, 2, 3], 0);
  });
  it("reads typed columns, classes and ranks as indicators", () => {
    const condition = create("facts");
    expect(condition.width).toBe(4);
    expectClose(condition.read({ facts: tf.tensor2d([7, 1, 2.5, 0], [2, 2]) }), [7, 0, 1, 0, 2.5, 1, 0, 0], 0);
  });
  it("wants its fields in the batch", () => {
    expect(() => create("label").read({ x: tf.ones([2, 4]) })).toThrow(NotSupportedError);
    expect(() => create("label").read({ x: tf.ones([2, 4]) })).toThrow(/lacks "label".*got x/);
  });
  it.each([
    ["colour", /"colour" cannot be a condition.*one of label, attributes, facts, words/],
    ["x", /"x" cannot be/],
    ["x.mask", /cannot be/],
    ["words", /numbers or categories, got tokens/],
  ])("refuses %s", (field, reason) => {
    expect(() => create(field)).toThrow(ConfigError);
    expect(() => create(field)).toThrow(reason);
  });
});
