import { eagerContext } from "@elbo/program";
import { ConfigError, type Field } from "@elbo/spec";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { categoricalLikelihood, createCategorical } from "./categorical.ts";

beforeAll(useCpu);

const schema = categoricalLikelihood.config(() => {
  throw new Error("no nested parts");
});
const x: Field = { shape: [3], dtype: "int32", support: "tokens", categories: 4 };
const part = () => createCategorical({ kind: "categorical" }, { fields: { x } });
const tokens = () => tf.tensor([0, 3, 1, 2, 2, 0], [2, 3], "int32");
const score = (logits: tf.Tensor, value: tf.Tensor) => {
  const p = part().elements({}, { logits }, eagerContext().context);
  return (p.logProb as (v: tf.Tensor) => tf.Tensor)(value);
};

describe("categorical likelihood", () => {
  it("asks the decoder for one logit per token and category", () => {
    expect(part().outputs).toEqual({ logits: [3, 4] });
    expect(part().supports).toEqual(["tokens", "category"]);
  });

  it("refuses data that does not say how many values there are", () => {
    const grey: Field = { shape: [3], dtype: "float32", support: "unit" };
    expect(() => createCategorical({ kind: "categorical" }, { fields: { x: grey } })).toThrow(/how many values/);
    expect(() => createCategorical({ kind: "categorical" }, { fields: {} })).toThrow(ConfigError);
  });

  it("gives one event per token: -log 4 each for equal logits", () => {
    const logX = score(tf.zeros([5, 2, 3, 4]), tf.expandDims(tokens(), 0));
    expect(logX.shape).toEqual([5, 2, 3]);
    expectClose(logX, new Array(30).fill(-Math.log(4)), 1e-6);
  });

  it("has gradients that match central differences", () => {
    const logits = tf.tensor(
      Array.from({ length: 24 }, (_, i) => Math.sin(3 * i)),
      [2, 3, 4],
    );
    const f = (l: tf.Tensor) => tf.sum(score(l, tokens()));
    expectClose(tf.grad(f)(logits), centralDifference(f, logits), 1e-3);
  });

  it("has a config that refuses unknown keys", () => {
    expect(schema.parse({ kind: "categorical" })).toEqual({ kind: "categorical" });
    expect(schema.safeParse({ kind: "categorical", categories: 4 }).success).toBe(false);
  });
});
