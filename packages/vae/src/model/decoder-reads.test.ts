import { eagerContext, initialise } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "../conformance/data-files.ts";
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
