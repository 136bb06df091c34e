import { eagerContext, initialise } from "@elbo/program";
import { type Batch, ConfigError, type Definition, type Field } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, relativeError, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createRecurrentEncoder, recurrentEncoder } from "./recurrent-encoder.ts";

beforeAll(useCpu);

const x: Field = { shape: [5], dtype: "int32", support: "tokens", categories: 6 };
const length: Field = { shape: [], dtype: "int32", support: "count" };
const defaults = recurrentEncoder.config(() => z.never()).parse({ kind: "recurrent" });
const create = (more: object = {}, fields: Record<string, Field> = { x, "x.length": length }) =>
  createRecurrentEncoder(
    { ...defaults, embedding: 3, hidden: 4, ...more },
    { fields, features: { mean: [2], logScale: [2] } },
  );
const tokens = (...rows: number[][]) => tf.tensor2d(rows, undefined, "int32");
const mean = (encoder: ReturnType<typeof create>, batch: Batch, key: object = { training: false }) =>
  encoder.apply(initialise(encoder.params), batch, eagerContext(key).context).mean as tf.Tensor;

describe("recurrent encoder", () => {
  it("produces exactly the features of the wiring", () => {
    const encoder = create({ bidirectional: true });
    const out = encoder.apply(initialise(encoder.params), { x: tokens([1, 2, 3, 4, 5]) }, eagerContext().context);
    expect(Object.entries(out).map(([name, t]) => [name, ...t.shape])).toEqual([
      ["mean", 1, 2],
      ["logScale", 1, 2],
    ]);
  });
  it.each([
    { cell: "gru", bidirectional: false },
    { cell: "gru", bidirectional: true },
    { cell: "lstm", bidirectional: false },
    { cell: "lstm", bidirectional: true },
  ])("padding changes nothing, $cell, bidirectional $bidirectional", (options) => {
    const encoder = create(options);
    const lengths = { "x.length": tf.tensor1d([3, 5], "int32") };
    const a = mean(encoder, { x: tokens([1, 2, 3, 0, 0], [5, 4, 3, 2, 1]), ...lengths });
    const b = mean(encoder, { x: tokens([1, 2, 3, 5, 4], [5, 4, 3, 2, 1]), ...lengths });
    expectClose(a, b, 1e-6);
    const short = mean(encoder, { x: tokens([1, 2, 3]) });
    expectClose(tf.slice(a, [0, 0], [1, 2]), short, 1e-6);
  });
  it("reads order: two orders of the same tokens differ, also from the back", () => {
    for (const bidirectional of [false, true]) {
      const encoder = create({ bidirectional });
      expect(
        relativeError(mean(encoder, { x: tokens([1, 2, 3, 4, 5]) }), mean(encoder, { x: tokens([2, 1, 3, 4, 5]) })),
      ).toBeGreaterThan(1e-3);
    }
  });
  it("drops out in training only", () => {
    const encoder = create({ dropout: 0.5 });
    const batch = { x: tokens([1, 2, 3, 4, 5]) };
    expect(relativeError(mean(encoder, batch, { step: 1 }), mean(encoder, batch, { step: 2 }))).toBeGreaterThan(1e-3);
    expectClose(
      mean(encoder, batch, { step: 1, training: false }),
      mean(encoder, batch, { step: 2, training: false }),
      0,
    );
  });
  it("reads lengths only where the data have them", () => {
    expect(create().reads).toEqual(["x.length"]);
    expect(create({}, { x }).reads).toEqual([]);
  });
  it("refuses data that are no tokens, and widths below 1", () => {
    const image: Field = { shape: [28, 28, 1], dtype: "float32", support: "unit" };
    expect(() => create({}, { x: image })).toThrow(ConfigError);
    expect(() => create({}, { x: image })).toThrow(
      /got support "unit", shape \[28, 28, 1\], no categories.*"dense" or "conv"/,
    );
    expect(() => create({ hidden: 0 })).toThrow(/encoders\/recurrent: hidden width makes no layer/);
    expect(() => create({ embedding: -4 })).toThrow(/encoders\/recurrent: embedding width makes no layer/);
  });
});

for (const dropout of [0, 0.3]) {
  const encoder = create({ bidirectional: true, dropout });
  describeConformance(`recurrent encoder, dropout ${dropout}`, [
    ...configChecks(recurrentEncoder as Definition, { bidirectional: true, dropout }),
    ...subjectChecks({
      params: encoder.params,
      random: dropout > 0,
      batchAxis: 0,
      gradientShare: 0.85, // a row of the table without its token gets none
      call: (values, size, context) => {
        const rows = [...Array(size).keys()].map((i) => [1, 2, 3, 4, 5].map((t) => (t * (i + 1)) % 6));
        const lengths = tf.tensor1d([5, 3, 4, 1].slice(0, size), "int32");
        return encoder.apply(values as never, { x: tokens(...rows), "x.length": lengths }, context);
      },
    }),
  ]);
}
