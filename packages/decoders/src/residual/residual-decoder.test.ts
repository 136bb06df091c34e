import { eagerContext, initialise } from "@elbo/program";
import type { Definition, Named, Shape } from "@elbo/spec";
import { configChecks, describeConformance, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createResidualDecoder, residualDecoder } from "./residual-decoder.ts";

beforeAll(useCpu);

const parse = (more: object = {}) => residualDecoder.config(() => z.never()).parse({ kind: "residual", ...more });
const create = (more: object, latents: Named<Shape>, outputs: Named<Shape>) =>
  createResidualDecoder(parse(more), { latents, outputs });

describe("residual decoder", () => {
  it("makes images of any size, and every output of the wiring", () => {
    for (const [height, width, ...grid] of [
      [28, 28, 7, 7],
      [31, 18, 8, 5],
      [1, 2, 1, 1],
    ] as const) {
      for (const latent of [[5], [...grid, 2]]) {
        const decoder = create(
          { channels: [4, 3] },
          { z: latent },
          { mean: [height, width, 3], logits: [height, width, 1, 6] },
        );
        const z = { z: tf.ones([2, ...latent]) };
        const out = decoder.outputs(initialise(decoder.params), z, fakeGiven(), eagerContext().context);
        expect([out.mean?.shape, out.logits?.shape]).toEqual([
          [2, height, width, 3],
          [2, height, width, 1, 6],
        ]);
      }
    }
  });

  it("refuses what cannot be", () => {
    expect(() => create({}, { z: [2] }, { logits: [784] })).toThrow(/decoders\/residual.*got logits \[784\]/);
    expect(() => create({}, { z: [8, 8, 2] }, { logits: [28, 28, 1] })).toThrow(
      /expected z of shape \[7, 7, channel\]/,
    );
    expect(() => create({}, {}, { logits: [28, 28, 1] })).toThrow(/no latent/);
  });
});

for (const norm of ["none", "layer", "batch", "weight"] as const) {
  const decoder = create({ channels: [5, 4], hidden: [4], activation: "tanh", norm }, { z: [3] }, { mean: [9, 10, 2] });
  describeConformance(`residual decoder, norm ${norm}`, [
    ...configChecks(residualDecoder as Definition, { norm }),
    ...subjectChecks({
      params: decoder.params,
      random: false,
      ...(norm !== "batch" && { batchAxis: 0 }), // in training, the examples of a batch see each other
      gradientShare: 0.9,
      call: (values, size, context) => {
        const z = tf.tensor(
          [...Array(3 * size).keys()].map((i) => Math.sin(i * i)),
          [size, 3],
        );
        return decoder.outputs(values as never, { z }, fakeGiven(), context);
      },
    }),
  ]);
}
