import { eagerContext, initialise } from "@elbo/program";
import type { Field, Wiring } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createDenseEncoder, denseEncoder } from "../dense/dense-encoder.ts";
import { createModalitiesEncoder, modalitiesEncoder } from "./modalities.ts";

beforeAll(useCpu);

const fields: Record<string, Field> = {
  x: { shape: [2], dtype: "float32", support: "real" },
  "x.mask": { shape: [2], dtype: "float32", support: "binary" },
  y: { shape: [3], dtype: "float32", support: "real" },
  "y.mask": { shape: [3], dtype: "float32", support: "binary" },
};
const features = { "x.mean": [2], "y.mean": [2], "y.log-variance": [2] };
const dense = denseEncoder
  .config(() => {
    throw new Error("no nested parts");
  })
  .parse({ kind: "dense", hidden: [4], activation: "tanh" });
const wiring: Wiring = {
  fields,
  features,
  latents: {},
  outputs: {},
  part: <R>(_family: unknown, config: unknown, more: object = {}) =>
    createDenseEncoder(config as typeof dense, { ...wiring, ...more }) as R,
};
const make = (of: Record<string, object>, more: Partial<Wiring> = {}) =>
  createModalitiesEncoder({ kind: "modalities", of }, { ...wiring, ...more });
const encoder = make({ x: dense, y: dense });
const rows = (batch: number, width: number) =>
  tf.slice(tf.reshape(tf.sin(tf.range(1, 1 + 4 * width)), [4, width]), [0, 0], [batch, width]);
const batchOf = (batch: number) => ({
  x: rows(batch, 2),
  y: rows(batch, 3),
  "y.mask": tf.cast(tf.greater(rows(batch, 3), -0.5), "float32"),
});

describeConformance("modalities", [
  ...configChecks(modalitiesEncoder as never, { of: {} }),
  ...subjectChecks({
    params: encoder.params,
    call: (params, batch, context) => encoder.apply(params as never, batchOf(batch), context),
    batchAxis: 0,
    random: false,
  }),
]);

describe("modalities", () => {
  it("gives each field to its own encoder as x, with its mask, and names its features after it", () => {
    const params = initialise(encoder.params) as never as { x: never; y: never };
    const found = encoder.apply(params as never, batchOf(3), eagerContext().context);
    expect(Object.keys(found)).toEqual(Object.keys(features));
    const alone = createDenseEncoder(dense, {
      fields: { x: fields.y as Field, "x.mask": fields["y.mask"] as Field },
      features: { mean: [2], "log-variance": [2] },
    });
    const { y, "y.mask": mask } = batchOf(3);
    const expected = alone.apply(params.y, { x: y, "x.mask": mask }, eagerContext().context);
    expectClose(found["y.mean"] as tf.Tensor, expected.mean as tf.Tensor, 0);
    expect(encoder.reads).toEqual(["y", "x.mask", "y.mask"]);
  });

  it("refuses features of no modality and modalities that the data lack", () => {
    expect(() => make({ x: dense })).toThrow(/belongs to no modality.*expected x, got y.mean.*posterior experts/);
    expect(() => make({ x: dense, y: dense, z: dense })).toThrow(/lack a modality.*got z/);
  });
});
