import { eagerContext, initialise } from "@elbo/program";
import { type Batch, ConfigError, type Definition, type Field, type Wiring } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, relativeError, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { attentionEncoder, createAttentionEncoder } from "./attention-encoder.ts";

beforeAll(useCpu);

const x: Field = { shape: [5], dtype: "int32", support: "tokens", categories: 6 };
const length: Field = { shape: [], dtype: "int32", support: "count" };
const defaults = attentionEncoder.config(() => z.never()).parse({ kind: "attention" });
const create = (
  more: object = {},
  fields: Record<string, Field> = { x, "x.length": length },
  condition?: Wiring["condition"],
) =>
  createAttentionEncoder(
    { ...defaults, width: 4, heads: 2, layers: 2, ...more },
    { fields, features: { mean: [2], logScale: [2] }, ...(condition ? { condition } : {}) },
  );
const tokens = (...rows: number[][]) => tf.tensor2d(rows, undefined, "int32");
const mean = (encoder: ReturnType<typeof create>, batch: Batch) =>
  encoder.apply(initialise(encoder.params, { seed: 2n }), batch, eagerContext().context).mean as tf.Tensor;

describe("attention encoder", () => {
  it("padding changes nothing, and every real token something", () => {
    const encoder = create();
    const lengths = { "x.length": tf.tensor1d([3, 5], "int32") };
    const at = (...row: number[]) => mean(encoder, { x: tokens(row, [5, 4, 3, 2, 1]), ...lengths });
    const a = at(1, 2, 3, 0, 0);
    expectClose(a, at(1, 2, 3, 5, 4), 1e-6);
    for (const t of [0, 1, 2]) {
      const row = [1, 2, 3, 0, 0].map((token, i) => (i === t ? 5 : token));
      expect(relativeError(a, at(...row))).toBeGreaterThan(1e-3);
    }
    const whole = mean(encoder, { x: tokens([5, 4, 3, 2, 1]), "x.length": tf.tensor1d([5], "int32") });
    expectClose(tf.slice(a, [1, 0], [1, 2]), whole, 1e-6);
    expectClose(whole, mean(create({}, { x }), { x: tokens([5, 4, 3, 2, 1]) }), 1e-6);
  });

  it("reads order, and lengths only where the data have them", () => {
    const at = (...row: number[]) => mean(create({}, { x }), { x: tokens(row) });
    expect(relativeError(at(1, 2, 3, 4, 5), at(2, 1, 3, 4, 5))).toBeGreaterThan(1e-3);
    expect([create().reads, create({}, { x }).reads]).toEqual([["x.length"], []]);
  });

  it("adds a condition to every token", () => {
    const encoder = create({}, { x }, { width: 3, of: ["label"], into: ["encoder"] });
    expect(encoder.reads).toEqual(["condition"]);
    const at = (...condition: number[]) =>
      mean(encoder, { x: tokens([1, 2, 3, 4, 5]), condition: tf.tensor2d([condition]) });
    expect(relativeError(at(1, 0, 0), at(0, 1, 0))).toBeGreaterThan(1e-3);
  });

  it("refuses data that are no tokens, widths below 1, and heads that do not divide the width", () => {
    const image: Field = { shape: [28, 28, 1], dtype: "float32", support: "unit" };
    expect(() => create({}, { x: image })).toThrow(ConfigError);
    expect(() => create({ width: 0, heads: 1 })).toThrow(/encoders\/attention: embedding width makes no layer/);
    expect(() => create({ heads: 3 })).toThrow(/encoders\/attention: .*heads/);
  });
});

const encoder = create({ layers: 1 });
describeConformance("attention encoder", [
  ...configChecks(attentionEncoder as Definition, { layers: 1 }),
  ...subjectChecks({
    params: encoder.params,
    random: false,
    batchAxis: 0,
    gradientShare: 0.8, // rows of the table whose token does not come, and a key's bias, get none
    call: (values, batch, context) => {
      const rows = [...Array(batch).keys()].map((i) => [1, 2, 3, 4, 5].map((t) => (t * (i + 1)) % 6));
      const lengths = tf.tensor1d(
        rows.map((_, i) => 5 - (i % 3)),
        "int32",
      );
      return encoder.apply(values as never, { x: tokens(...rows), "x.length": lengths }, context);
    },
  }),
]);
