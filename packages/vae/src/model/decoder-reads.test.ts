import { eagerContext, initialise } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "../conformance/data-files.ts";
import { imageConfigs } from "../conformance/image-configs.ts";
import { openTestModel } from "../conformance/open-models.ts";
import { structureConfigs } from "../conformance/structure-configs.ts";
import { createModel } from "./create-model.ts";
import { decoderReads } from "./decoder-reads.ts";
import type { ModelValues } from "./model-parts.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

it("is z itself where a structure hands nothing over", () => {
  const z = { z: tf.zeros([2, 3]) };
  expect(decoderReads({ latents: {} } as never, {} as never, z, {} as never, {} as never)).toBe(z);
});

it("is the same from a walk's end as from the values alone, so that decoding z repeats the walk's likelihood", async () => {
  const { assembled } = await openTestModel(structureConfigs(files)["grids, residual, free bits"] as object);
  tf.tidy(() => {
    const model = createModel(assembled.parts, initialise(assembled.tree, { seed: 3n }) as unknown as ModelValues);
    const context = (seed: bigint) => eagerContext({ seed, training: false }).context;
    const batch = { x: tf.ones([2, 8, 8, 1]), weight: tf.ones([2]) };
    const { sites, likelihood } = model.infer(batch, { samples: 1 }, context(1n));
    const z = Object.fromEntries(sites.map(({ name, value }) => [name, tf.squeeze(value, [0])]));
    const again = model.decode(z, batch, context(2n));
    expectClose(again.parameters.logits as tf.Tensor, tf.squeeze(likelihood.parameters.logits as tf.Tensor, [0]), 1e-5);
    const { z: drawn, x } = model.generate([3], { weight: tf.ones([3]) }, context(4n));
    expect([drawn["4x4-0"]?.shape, x.batchShape]).toEqual([
      [3, 4, 4, 1],
      [3, 8, 8, 1],
    ]);
  });
});

it.each(["single", "joint"])(
  "is the sum of a residual quantiser's vectors, of z from a walk or given, %s",
  async (kind) => {
    const quantised = { kind: "residual-vq", shape: [3, 2], depth: 3, codes: 4, start: "normal" };
    const other = { name: "w", posterior: { kind: "gaussian", dimension: 2 } };
    const latents =
      kind === "single"
        ? { kind, posterior: quantised }
        : { kind, sites: [{ name: "z", posterior: quantised }, other] };
    const { assembled } = await openTestModel({ ...(imageConfigs(files).dense as object), latents });
    tf.tidy(() => {
      const values = initialise(assembled.tree, { seed: 3n }) as unknown as ModelValues;
      const model = createModel(assembled.parts, values);
      const context = (seed: bigint) => eagerContext({ seed, training: false }).context;
      const batch = { x: tf.ones([2, 8, 8, 1]), weight: tf.ones([2]) };
      const { sites, likelihood } = model.infer(batch, { samples: 1 }, context(1n));
      const z = Object.fromEntries(sites.map(({ name, value }) => [name, tf.squeeze(value, [0])]));
      expect(z.z?.shape).toEqual([2, 3, 3, 2]);
      const again = model.decode(z, batch, context(2n));
      expectClose(
        again.parameters.logits as tf.Tensor,
        tf.squeeze(likelihood.parameters.logits as tf.Tensor, [0]),
        1e-5,
      );
      const given = model.given(batch, [2], context(3n));
      const seen = decoderReads(assembled.parts, values, z, given, context(4n));
      expect(Object.keys(seen)).toEqual(Object.keys(z));
      expectClose(seen.z as tf.Tensor, tf.sum(z.z as tf.Tensor, 2), 1e-6);
      if (kind === "joint") expect(seen.w).toBe(z.w);
    });
  },
);
