import { eagerContext, initialise } from "@elbo/program";
import type { Definition, Field, Named, Shape } from "@elbo/spec";
import { configChecks, describeConformance, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createResidualEncoder, residualEncoder } from "./residual-encoder.ts";

beforeAll(useCpu);

const image = (...shape: number[]): Field => ({ shape, dtype: "float32", support: "unit" });
const parse = (more: object = {}) => residualEncoder.config(() => z.never()).parse({ kind: "residual", ...more });
const create = (more: object, x: Field, features: Named<Shape>) =>
  createResidualEncoder(parse(more), { fields: { x }, features });

describe("residual encoder", () => {
  it("halves images of any size, in colour, once per stage, rounded up", () => {
    for (const [height, width, channels, ...grid] of [
      [28, 28, 1, 7, 7],
      [31, 18, 3, 8, 5],
      [1, 2, 3, 1, 1],
    ] as const) {
      const encoder = create({ channels: [4, 6] }, image(height, width, channels), { mean: [5], code: [...grid, 2] });
      const x = tf.ones([2, height, width, channels]);
      const out = encoder.apply(initialise(encoder.params), { x }, eagerContext().context);
      expect([out.mean?.shape, out.code?.shape]).toEqual([
        [2, 5],
        [2, ...grid, 2],
      ]);
    }
  });

  it("has as many blocks as asked for, and deeper nets start no larger than shallow ones", () => {
    const deep = create({ channels: [4, 4], blocks: 3 }, image(8, 8, 1), { mean: [2] });
    expect(Object.keys(deep.params.trunk)).toEqual([
      "stem",
      ...[0, 1].flatMap((stage) => [0, 1, 2].map((i) => `stage${stage}-block${i}`)),
      "end",
    ]);
  });

  it("refuses what cannot be", () => {
    expect(() => create({}, image(784), { mean: [2] })).toThrow(/encoders\/residual: x is no image.*got \[784\]/);
    expect(() => create({}, image(28, 28, 1), { code: [8, 8, 2] })).toThrow(
      /expected \[28, 28, channel\] or \[14, 14, channel\] or \[7, 7, channel\], got/,
    );
    expect(() => parse({ norm: "group" })).toThrow();
  });
});

for (const norm of ["none", "layer", "batch", "weight"] as const) {
  const encoder = create({ channels: [4, 5], activation: "tanh", norm, hidden: [4] }, image(9, 10, 3), {
    mean: [2],
    grid: [3, 3, 2],
  });
  describeConformance(`residual encoder, norm ${norm}`, [
    ...configChecks(residualEncoder as Definition, { norm }),
    ...subjectChecks({
      params: encoder.params,
      random: false,
      ...(norm !== "batch" && { batchAxis: 0 }), // in training, the examples of a batch see each other
      // Before a batch norm, a bias changes nothing.
      gradientShare: 0.9,
      call: (values, size, context) => {
        const x = [...Array(270 * size).keys()].map((i) => Math.sin(i * i));
        return encoder.apply(values as never, { x: tf.tensor(x, [size, 9, 10, 3]) }, context);
      },
    }),
  ]);
}
