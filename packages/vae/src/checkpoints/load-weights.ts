import { type Arena, CheckpointError } from "@elbo/spec";
import { restoreArena } from "./arena-tensors.ts";
import type { CheckpointName, CheckpointStore, ExpectedConfig } from "./checkpoint-store.ts";
import type { StoredTensor } from "./safetensors.ts";

/** Name of the slot that holds the weights' running average. */
export const AVERAGE = "average";

/**
 * Fills an arena (its slots do not matter) with the weights to use: parameters and state of the checkpoint, the running
 * average in place of the trained values where one was kept.
 *
 * @throws CheckpointError when there is none, or it does not fit.
 */
export async function loadWeights(
  store: CheckpointStore,
  name: CheckpointName,
  arena: Arena,
  expected?: ExpectedConfig,
): Promise<void> {
  const checkpoint = await store.load(name, expected);
  const file = store.file(name);
  if (!checkpoint) {
    throw new CheckpointError("there is no such checkpoint", { where: file, remedy: "Train the model first." });
  }
  restoreArena(arena, averaged(checkpoint.tensors), { file, slots: false });
}

function averaged(tensors: ReadonlyMap<string, StoredTensor>): ReadonlyMap<string, StoredTensor> {
  const prefix = `slot/${AVERAGE}/`;
  const averages = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map([...tensors, ...averages.map(([name, tensor]) => [name.slice(prefix.length), tensor] as const)]);
}
