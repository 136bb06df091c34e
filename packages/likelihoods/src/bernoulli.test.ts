import { eagerContext } from "@elbo/program";
import { ConfigError, type Field } from "@elbo/spec";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { bernoulliLikelihood, createBernoulli } from "./bernoulli.ts";

beforeAll(useCpu);

const schema = bernoulliLikelihood.config(() => {
  throw new Error("no nested parts");
});
const x: Field = { shape: [2, 2, 1], dtype: "float32", support: "binary" };
const part = () => createBernoulli({ kind: "bernoulli" }, { fields: { x } });
const elements = (logits: tf.Tensor) => part().elements({}, { logits }, eagerContext().context);

describe("bernoulli likelihood", () => {
  it("asks the decoder for one logit per pixel and refuses grey data by its supports", () => {
    expect(part().outputs).toEqual({ logits: [2, 2, 1] });
    expect(part().supports).toEqual(["binary"]);
    expect(() => createBernoulli({ kind: "bernoulli" }, { fields: {} })).toThrow(ConfigError);
  });

  it("gives one event per pixel: minus the cross-entropy in nats", () => {
    const logits = tf.fill([3, 5, 2, 2, 1], Math.log(3)); // p = 3/4
    const p = elements(logits);
    expect([p.batchShape, p.eventShape]).toEqual([[3, 5, 2, 2, 1], []]);
    const image = tf.tensor([1, 0, 1, 1], [1, 1, 2, 2, 1]);
    const logX = tf.sum((p.logProb as (v: tf.Tensor) => tf.Tensor)(image), [2, 3, 4]);
    expect(logX.shape).toEqual([3, 5]);
    expectClose(logX, new Array(15).fill(3 * Math.log(0.75) + Math.log(0.25)), 1e-6);
  });

  it("has gradients that match central differences", () => {
    const image = tf.tensor([1, 0, 0, 1], [1, 1, 2, 2, 1]);
    const f = (logits: tf.Tensor) => tf.sum((elements(logits).logProb as (v: tf.Tensor) => tf.Tensor)(image));
    const logits = tf.tensor([0.3, -2, 1.5, 4], [1, 1, 2, 2, 1]);
    expectClose(tf.grad(f)(logits), centralDifference(f, logits), 1e-3);
  });

  it("has a config that round-trips and refuses unknown keys", () => {
    expect(schema.parse(JSON.parse(JSON.stringify(schema.parse({ kind: "bernoulli" }))))).toEqual({
      kind: "bernoulli",
    });
    expect(schema.safeParse({ kind: "bernoulli", sigma: 1 }).success).toBe(false);
  });
});
