import type { Named, Numbers } from "@elbo/spec";
import { firstBatch, type TestModel } from "./open-models.ts";
import { sequentialTrials } from "./sequential-trials.ts";
import { batchTrials, generatingTrials, type Trial } from "./trials.ts";

/** Examples in a batch, the last of which is padding. */
export const BATCH = 4;

/** Inputs of a model's batch programs. */
export const batchOf = ({ assembled }: TestModel): Promise<Named<Numbers>> =>
  firstBatch(assembled.dataset, BATCH, BATCH - 1);

/** Every program of a model, with inputs. */
export async function allTrials(model: TestModel): Promise<readonly Trial[]> {
  const { assembled } = model;
  return [
    ...batchTrials(assembled, await batchOf(model), BATCH),
    ...generatingTrials(assembled),
    ...(await sequentialTrials(model)),
  ];
}
