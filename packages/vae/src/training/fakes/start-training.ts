import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Family, Wiring } from "@elbo/spec";
import { z } from "zod";
import type { Assembled } from "../../assembly/assembled.ts";
import { createCheckpointStore } from "../../checkpoints/checkpoint-store.ts";
import { type Disk, nodeDisk } from "../../checkpoints/disk.ts";
import { adamOptimiser } from "../../optimisers/adam.ts";
import { createOptimisers } from "../create-optimisers.ts";
import { type TrainOptions, trainModel } from "../train-model.ts";
import { trainingConfig } from "../training-config.ts";
import { fakeEngine } from "./fake-model.ts";
import { plainTools } from "./plain-tools.ts";

const slot = (family: Family) => (family === "optimiser" ? adamOptimiser.config(() => z.never()) : z.never());
const part = (_: Family, config: unknown) => adamOptimiser.create(config as never, { part } as unknown as Wiring);

/** Parses a `training` with Adam as the only optimiser. */
export const parseTraining = (config: object) =>
  trainingConfig(slot).parse({ batch: 4, optimiser: { kind: "adam", rate: 0.05 }, ...config });

/** Trains a fake in a folder, in plain JavaScript. */
export function startTraining(
  assembled: Assembled,
  folder: string,
  config: object,
  { disk = nodeDisk, ...more }: Partial<TrainOptions> & { readonly disk?: Disk } = {},
) {
  const training = parseTraining(config);
  const checkpoints = createCheckpointStore(join(folder, "checkpoints"), disk);
  return trainModel(assembled, fakeEngine, {
    ...{ training, seed: 5n, tools: plainTools },
    ...createOptimisers(training, Object.keys(assembled.objectives), { part: part as Wiring["part"] }),
    run: { path: folder, config: assembled.config, log: join(folder, "log.jsonl"), checkpoints },
    ...more,
  });
}

/** Runs a test with a folder that is removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "elbo-training-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
