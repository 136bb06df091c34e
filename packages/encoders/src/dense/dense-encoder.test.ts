import { eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Definition, type Field } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, relativeError, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createDenseEncoder, denseEncoder } from "./dense-encoder.ts";

beforeAll(useCpu);

const x: Field = { shape: [2, 2, 1], dtype: "float32", support: "binary" };
const features = { mean: [2], logScale: [2] };
const noSlot = () => z.never();
const parse = (more: object) => denseEncoder.config(noSlot).parse({ kind: "dense", ...more });
const create = (more: object = {}, field = x) =>
  createDenseEncoder({ ...parse({}), hidden: [4, 3], ...more }, { fields: { x: field }, features });

describe("dense encoder", () => {
  it("has the published defaults, and refuses unknown keys and nonsense widths", () => {
    expect(parse({})).toEqual({
      kind: "dense",
      hidden: [500, 500],
      activation: "relu",
      gated: false,
      norm: "none",
      dropout: 0,
    });
    expect(() => parse({ widths: [3] })).toThrow();
    expect(() => parse({ hidden: [0] })).toThrow();
  });
  it("produces exactly the features of the wiring", () => {
    const encoder = create();
    const out = encoder.apply(initialise(encoder.params), { x: tf.ones([3, 2, 2, 1]) }, eagerContext().context);
    expect(Object.keys(out)).toEqual(["mean", "logScale"]);
    expect(out.mean?.shape).toEqual([3, 2]);
    expect(out.logScale?.shape).toEqual([3, 2]);
  });
  it("reads a site's features after its own rung, the others after the last layer", () => {
    const more = { "b.mean": [2], "a.mean": [3], "a.log-variance": [3], "c.mean": [1] };
    const wiring = { fields: { x }, features: more };
    const encoder = createDenseEncoder({ ...parse({}), hidden: [4, 5], rungs: { a: 1, c: 0 } }, wiring);
    const values = initialise(encoder.params) as unknown as Record<string, Record<string, Record<string, tf.Tensor>>>;
    const sizes = Object.entries(values.heads ?? {}).map(([name, { weight }]) => [name, weight?.shape]);
    expect(Object.fromEntries(sizes)).toEqual({
      "a.mean": [4, 3],
      "a.log-variance": [4, 3],
      "b.mean": [5, 2],
      "c.mean": [4, 1],
    });
    const image = tf.tensor([0.1, 0.7, -0.3, 0.4], [1, 2, 2, 1]);
    const out = encoder.apply(values as never, { x: image }, eagerContext().context);
    const layer = (h: tf.Tensor, at = values.trunk?.layer0) =>
      tf.add(tf.matMul(h, at?.weight as tf.Tensor), at?.bias as tf.Tensor);
    const flat = tf.reshape(image, [1, 4]);
    const first = tf.relu(layer(flat));
    expectClose(out["c.mean"] as tf.Tensor, layer(flat, values.heads?.["c.mean"] as never), 1e-6);
    expectClose(out["a.mean"] as tf.Tensor, layer(first, values.heads?.["a.mean"] as never), 1e-6);
    const second = tf.relu(layer(first, values.trunk?.layer1));
    expectClose(out["b.mean"] as tf.Tensor, layer(second, values.heads?.["b.mean"] as never), 1e-6);
    const refused = (rungs: Record<string, number>) => () =>
      createDenseEncoder({ ...parse({}), hidden: [4, 5], rungs }, wiring);
    expect(refused({ a: 3 })).toThrow(/at most 2 layers, got a: 3/);
    expect(refused({ d: 1 })).toThrow(/sites b, a, c/);
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
  it("drops out in training only", () => {
    const encoder = create({ hidden: [50], dropout: 0.5 });
    const values = initialise(encoder.params);
    const batch = { x: tf.ones([3, 2, 2, 1]) };
    const mean = (key: object) => encoder.apply(values, batch, eagerContext(key).context).mean as tf.Tensor;
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

for (const more of [
  {},
  { gated: true },
  { norm: "layer" },
  { norm: "weight" },
  { dropout: 0.3 },
  { init: "fan-in-uniform" },
]) {
  const encoder = create({ activation: "tanh", ...more });
  describeConformance(`dense encoder ${JSON.stringify(more)}`, [
    ...configChecks(denseEncoder as Definition, more),
    ...subjectChecks({
      params: encoder.params,
      random: "dropout" in more,
      batchAxis: 0,
      gradientShare: "dropout" in more ? 0.7 : 0.95,
      call: (values, size, context) => {
        const x = [...Array(4 * size).keys()].map((i) => Math.sin(i * i));
        return encoder.apply(values as never, { x: tf.tensor(x, [size, 2, 2, 1]) }, context);
      },
    }),
  ]);
}
