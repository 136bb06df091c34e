import { rm } from "node:fs/promises";
import type { Assembled } from "../assembly/assembled.ts";
import { createWiring, nothingKnown } from "../assembly/wiring.ts";
import { tensorsOfArena } from "../checkpoints/arena-tensors.ts";
import { AVERAGE } from "../checkpoints/load-weights.ts";
import type { ModelConfig } from "../config/model-config.ts";
import type { Registry } from "../registry/registry.ts";
import { createRunFolder, type RunFacts, type RunFolder } from "../runs/run-folder.ts";
import { createOptimisers } from "../training/create-optimisers.ts";
import { gatherExamples } from "../training/gather-examples.ts";
import { initialState } from "../training/trainer-state.ts";
import { startAverage } from "../training/weight-average.ts";
import { arenaTools } from "../vae/arena-tools.ts";

/** What a run is made of that starts from given values. */
export interface ImportedStart {
  readonly config: ModelConfig;
  readonly assembled: Assembled;
  readonly registry: Registry;
  /** By parameter path; others start as a new model's. */
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly facts: RunFacts;
}

/**
 * Makes a run folder that holds the values as the checkpoint of a training before its first step: it evaluates and samples
 * like a finished run, and resuming it trains it by its config. Nothing is left behind when it cannot be written.
 *
 * @throws CheckpointError when the disk refuses.
 */
export async function saveImported(start: ImportedStart, root: string, name: string): Promise<RunFolder> {
  const { config, assembled, registry, values, facts } = start;
  const { training } = config;
  const wiring = createWiring(registry, nothingKnown);
  const { optimiser, optimisers } = createOptimisers(training, Object.keys(assembled.objectives), wiring);
  const slots = [optimiser, ...Object.values(optimisers)].flatMap((each) => each.slots);
  const arena = arenaTools.createArena(assembled.tree, { slots: [...slots, ...(training.average ? [AVERAGE] : [])] });
  const { splits, fields } = assembled.dataset;
  const seed = BigInt(config.seed);
  const examples = await gatherExamples(assembled.tree, splits.train, fields, seed);
  arenaTools.initialiseArena(arena, { seed, examples });
  for (const { path, offset } of arena.entries) arena.values.set(values.get(path) ?? [], offset);
  startAverage(arena);
  const run = await createRunFolder(root, name, { config, facts });
  try {
    const checkpoint = { config, tensors: tensorsOfArena(arena), state: initialState() };
    await run.checkpoints.save(["last"], checkpoint);
    return run;
  } catch (error) {
    await rm(run.path, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}
