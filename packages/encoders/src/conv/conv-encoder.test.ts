import { eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Definition, type Field, type Named, type Shape } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { convEncoder, createConvEncoder } from "./conv-encoder.ts";

beforeAll(useCpu);

const image = (...shape: number[]): Field => ({ shape, dtype: "float32", support: "unit" });
const parse = (more: object = {}) => convEncoder.config(() => z.never()).parse({ kind: "conv", ...more });
const create = (more: object, x: Field, features: Named<Shape>) =>
  createConvEncoder({ ...parse(), ...more }, { fields: { x }, features });
const small = [
  { channels: 2, kernel: 3, stride: 2 },
  { channels: 3, kernel: 2, stride: 1 },
];
const mixed = create({ layers: small, activation: "tanh", hidden: [4], dropout: 0.2 }, image(5, 4, 1), {
  mean: [2],
  grid: [3, 2, 2],
});

describe("conv encoder", () => {
  it("ends a 28 x 28 image on 7 x 7 with its defaults", () => {
    const encoder = create({}, image(28, 28, 1), { mean: [16], codes: [7, 7, 8] });
    expect(encoder.params.heads.mean?.weight.shape).toEqual([7 * 7 * 64, 16]);
    expect(encoder.params.spatial.codes).toMatchObject({ weight: { shape: [1, 1, 64, 8] } });
    const out = encoder.apply(initialise(encoder.params), { x: tf.ones([2, 28, 28, 1]) }, eagerContext().context);
    expect(out.mean?.shape).toEqual([2, 16]);
    expect(out.codes?.shape).toEqual([2, 7, 7, 8]);
  });
  it("asks for no dense layers when all features are spatial", () => {
    const encoder = create({ layers: small, hidden: [4] }, image(5, 4, 1), { grid: [3, 2, 2] });
    expect(encoder.params.hidden).toEqual({});
  });
  it("sees a spatial feature move with the image", () => {
    const layers = [{ channels: 2, kernel: 2, stride: 2 }];
    const encoder = create({ layers }, image(8, 8, 1), { grid: [4, 4, 2] });
    const values = initialise(encoder.params);
    const grid = (x: tf.Tensor) => encoder.apply(values, { x }, eagerContext().context).grid as tf.Tensor;
    const patch = tf.tensor([...Array(16).keys()].map(Math.cos), [1, 4, 4, 1]);
    const at = (top: number, left: number) =>
      tf.pad(patch, [
        [0, 0],
        [top, 4 - top],
        [left, 4 - left],
        [0, 0],
      ]);
    expectClose(
      tf.slice(grid(at(2, 4)), [0, 1, 2, 0], [1, 2, 2, 2]),
      tf.slice(grid(at(0, 0)), [0, 0, 0, 0], [1, 2, 2, 2]),
      1e-6,
    );
  });
  it("refuses what cannot be, saying where, what came and what to do", () => {
    const refusal = (more: object, x: Field, features: Named<Shape> = { mean: [2] }) => {
      try {
        create(more, x, features);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        expect((error as ConfigError).details.remedy).toBeTruthy();
        return (error as ConfigError).message;
      }
      return "accepted";
    };
    expect(refusal({}, image(784))).toContain("expected x of shape [height, width, channel], got [784]");
    expect(refusal({}, image(28, 28, 1), { grid: [8, 8, 2] })).toContain(
      "expected [14, 14, channel] or [7, 7, channel], got [8, 8, 2]",
    );
    expect(refusal({ padding: "valid" }, image(6, 6, 1))).toContain(
      "encoders/conv, layers[1]: the convolution leaves nothing",
    );
    expect(refusal({ layers: [{ channels: 0, kernel: 3, stride: 1 }] }, image(6, 6, 1))).toContain(
      "layers[0]: channels makes no layer",
    );
    expect(refusal({ hidden: [-1] }, image(6, 6, 1))).toContain("width makes no layer");
    expect(refusal({}, { shape: [9], dtype: "int32", support: "tokens", categories: 5 })).toContain('"recurrent"');
  });
  it("refuses an empty list of layers and unknown keys in its schema", () => {
    expect(() => parse({ layers: [] })).toThrow();
    expect(() => parse({ filters: 3 })).toThrow();
    expect(parse({ layers: [{ channels: 8 }] }).layers).toEqual([{ channels: 8, kernel: 4, stride: 2 }]);
  });
});

describeConformance("conv encoder with vector and spatial features", [
  ...configChecks(convEncoder as Definition, { layers: small, hidden: [4] }),
  ...subjectChecks({
    params: mixed.params,
    random: true,
    batchAxis: 0,
    gradientShare: 0.8, // dropout silences weights
    call: (values, size, context) => {
      const x = [...Array(20 * size).keys()].map((i) => Math.sin(i * i));
      return mixed.apply(values as never, { x: tf.tensor(x, [size, 5, 4, 1]) }, context);
    },
  }),
]);
