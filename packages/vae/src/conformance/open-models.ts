import { createArena, initialiseArena } from "@elbo/engine";
import { fillNoise } from "@elbo/program";
import type { Arena, Dataset, Named, Numbers } from "@elbo/spec";
import { builtInParts } from "../all.ts";
import { assemble } from "../assembly/assemble.ts";
import type { Assembled } from "../assembly/assembled.ts";
import { parseConfig } from "../config/parse-config.ts";
import { readBatches } from "../evaluation/read-batches.ts";
import { createRegistry } from "../registry/registry.ts";
import { gatherExamples } from "../training/gather-examples.ts";
import { categoryGridData } from "./category-data.ts";
import type { DataFiles } from "./data-files.ts";
import { flowConfigs } from "./flow-configs.ts";
import { type Configs, imageConfigs } from "./image-configs.ts";
import { labelledPointsData } from "./labelled-points-data.ts";
import { labelledWordsData } from "./labelled-words-data.ts";
import { likelihoodConfigs } from "./likelihood-configs.ts";
import { lossConfigs } from "./loss-configs.ts";
import { numberConfigs } from "./number-configs.ts";
import { madeUpData } from "./pairs/made-up-data.ts";
import { structureConfigs } from "./structure-configs.ts";
import { typedData } from "./typed-data.ts";

/** The built-in parts and the test's own data. */
export const registry = createRegistry([
  ...builtInParts,
  categoryGridData,
  labelledPointsData,
  labelledWordsData,
  madeUpData,
  typedData,
]);

/** Every config of the table. */
export const configTable = (files: DataFiles): Configs => ({
  ...imageConfigs(files),
  ...numberConfigs(files),
  ...likelihoodConfigs(files),
  ...lossConfigs,
  ...structureConfigs(files),
  ...flowConfigs,
});

const nowhere: DataFiles = {
  images: "images.idx",
  labels: "labels.idx",
  text: "lines.txt",
  table: "table.csv",
  remove: async () => {},
};

/** Names of the table, known before any file is written. */
export const configNames = Object.keys(configTable(nowhere));

/** A model with values at which gradients are compared. */
export interface TestModel {
  readonly assembled: Assembled;
  /** The arena's `values`: initial ones moved by N(0, 0.3^2), state left as it starts. */
  readonly values: Float32Array;
  readonly entries: Arena["entries"];
  /** Trainable range of each group. */
  readonly ranges: Arena["groups"];
}

/** Assembles a config of the table at random values. */
export async function openTestModel(config: object): Promise<TestModel> {
  const assembled = await assemble(parseConfig(config, registry), registry);
  const arena = createArena(assembled.tree);
  const { splits, fields } = assembled.dataset;
  initialiseArena(arena, { seed: 7n, examples: await gatherExamples(assembled.tree, splits.train, fields, 7n) });
  for (const { path, offset, size, state } of arena.entries) {
    if (state) continue;
    const noise = new Float32Array(size);
    fillNoise(noise, { law: "normal" }, { seed: 11n, step: 0, path: `conformance/${path}` });
    for (let i = 0; i < size; i++)
      arena.values[offset + i] = (arena.values[offset + i] as number) + 0.3 * (noise[i] as number);
  }
  return { assembled, values: Float32Array.from(arena.values), entries: arena.entries, ranges: arena.groups };
}

/** The first `count` training examples in a batch of `batch` rows; rows beyond weigh 0 and repeat the last example. */
export async function firstBatch(dataset: Dataset, batch: number, count = batch): Promise<Named<Numbers>> {
  const batches = readBatches(dataset.splits.train, dataset.fields, { batch, limit: count, seed: 7n });
  for await (const { inputs } of batches) return inputs;
  throw new RangeError(`${dataset.name} has no example`);
}
