import { eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Field } from "@elbo/spec";
import { expectClose, relativeError, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { expectGradients, randomValues } from "../test-support/gradients.ts";
import { createDenseEncoder, denseEncoder } from "./dense-encoder.ts";

beforeAll(useCpu);

const x: Field = { shape: [2, 2, 1], dtype: "float32", support: "binary" };
const features = { mean: [2], logScale: [2] };
const noSlot = () => z.never();
const parse = (more: object) => denseEncoder.config(noSlot).parse({ kind: "dense", ...more });
const create = (more: object = {}, field = x) =>
  createDenseEncoder({ ...parse({}), hidden: [4, 3], ...more }, { fields: { x: field }, features });
const batch = { x: tf.tensor([1, 0, 0.5, 1, 0, 1, 1, 0.2, 0.3, 1, 0, 0], [3, 2, 2, 1]) };

describe("dense encoder", () => {
  it("has the published defaults, and refuses unknown keys and nonsense widths", () => {
    expect(parse({})).toEqual({
      kind: "dense",
      hidden: [500, 500],
      activation: "relu",
      gated: false,
      layerNorm: false,
      dropout: 0,
    });
    expect(() => parse({ widths: [3] })).toThrow();
    expect(() => parse({ hidden: [0] })).toThrow();
  });
  it("produces exactly the features of the wiring", () => {
    const encoder = create();
    const out = encoder.apply(initialise(encoder.params), batch, eagerContext().context);
    expect(Object.keys(out)).toEqual(["mean", "logScale"]);
    expect(out.mean?.shape).toEqual([3, 2]);
    expect(out.logScale?.shape).toEqual([3, 2]);
  });
  it("computes relu(x W + b) V + c", () => {
    const encoder = create({ hidden: [1] });
    const values = {
      trunk: { layer0: { weight: tf.tensor2d([1, 2, 3, 4], [4, 1]), bias: tf.tensor1d([-5]) } },
      heads: {
        mean: { weight: tf.tensor2d([[1, -1]]), bias: tf.tensor1d([0, 1]) },
        logScale: { weight: tf.tensor2d([[0, 2]]), bias: tf.tensor1d([3, 0]) },
      },
    };
    const out = encoder.apply(values as never, { x: tf.tensor([1, 1, 0, 1], [1, 2, 2, 1]) }, eagerContext().context);
    expectClose(out.mean as tf.Tensor, [2, -1]);
    expectClose(out.logScale as tf.Tensor, [3, 4]);
  });
  it.each([{ gated: false }, { gated: true }, { layerNorm: true }])(
    "%o: gradients equal central differences",
    (more) => {
      const encoder = create({ activation: "tanh", ...more });
      expectGradients(
        encoder.params,
        (values) => {
          const out = encoder.apply(values, batch, eagerContext().context);
          return tf.square(tf.add(out.mean as tf.Tensor, tf.mul(out.logScale as tf.Tensor, 0.7)));
        },
        { tolerance: 2e-3 },
      );
    },
  );
  it("drops out in training only, the same at the same step", () => {
    const encoder = create({ hidden: [50], dropout: 0.5 });
    const values = randomValues(encoder.params);
    const mean = (key: object) => encoder.apply(values, batch, eagerContext(key).context).mean as tf.Tensor;
    expectClose(mean({ step: 3 }), mean({ step: 3 }), 0);
    expect(relativeError(mean({ step: 3 }), mean({ step: 4 }))).toBeGreaterThan(0.01);
    expectClose(mean({ step: 3, training: false }), mean({ step: 4, training: false }), 0);
  });
  it("refuses tokens and nonsense widths with the way out", () => {
    const tokens: Field = { shape: [5], dtype: "int32", support: "tokens", categories: 7 };
    expect(() => create({}, tokens)).toThrow(ConfigError);
    expect(() => create({}, tokens)).toThrow(/encoders\/dense: .*Take the encoder kind "recurrent"/);
    expect(() => create({ hidden: [4, 0] })).toThrow(/encoders\/dense: width .* got 0\. Give a positive width/);
  });
});
