import { eagerContext, initialise } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "../model/create-model.ts";
import type { ModelValues } from "../model/model-parts.ts";
import { batchOf } from "./all-trials.ts";
import { type DataFiles, writeDataFiles } from "./data-files.ts";
import { openTestModel } from "./open-models.ts";
import { structureConfigs } from "./structure-configs.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

/** Whatever moves stands at 1. */
const knobs = new Proxy<Record<string, number>>({}, { get: () => 1 });
const names = Object.keys(structureConfigs({} as DataFiles));

describe("given latents have the densities that drawing them gave", () => {
  it.each(names)("%s", async (name) => {
    const model = await openTestModel(structureConfigs(files)[name] as object);
    const { parts, tree, dataset } = model.assembled;
    const inputs = await batchOf(model);
    tf.tidy(() => {
      const values = initialise(tree, { seed: 3n }) as unknown as ModelValues;
      const batch = Object.fromEntries(
        Object.entries(inputs).map(([field, x]) => {
          const { shape, dtype } = dataset.fields[field] ?? { shape: [], dtype: "float32" as const };
          return [field, tf.tensor(x, [inputs.weight?.length ?? 0, ...shape], dtype)];
        }),
      );
      const made = createModel(parts, values);
      const drawn = made.infer(batch, { samples: 2 }, eagerContext({ seed: 5n, knobs }).context);
      const z = Object.fromEntries(drawn.sites.map((site) => [site.name, site.value]));
      const scored = made.score(batch, z, eagerContext({ seed: 5n, knobs }).context);
      expectClose(scored.logX, drawn.logX, 1e-5);
      drawn.sites.forEach((site, i) => {
        expect(scored.sites[i]?.name).toBe(site.name);
        expectClose(scored.sites[i]?.logP as tf.Tensor, site.logP, 1e-5);
        expectClose(scored.sites[i]?.logQ as tf.Tensor, site.logQ, 1e-5);
      });
    });
  });
});
