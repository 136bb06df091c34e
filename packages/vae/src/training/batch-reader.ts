import type { Field, Input, Named, Numbers, Split } from "@elbo/spec";
import { allocateBatch } from "./batch-buffers.ts";
import { shuffle } from "./shuffle.ts";

/** Reads the training batches of one stage; the next one is read while a step runs. */
export interface BatchReader {
  /** Inputs of step `step` of the stage. They are overwritten by the reading after the next. */
  read(step: number): Promise<Named<Numbers>>;
  /** Waits for a reading under way. */
  settle(): Promise<void>;
}

/** What a batch depends on. */
export interface ReaderOptions {
  readonly split: Split;
  readonly fields: Named<Field>;
  readonly inputs: Named<Input>;
  readonly batch: number;
  readonly seed: bigint;
  /** Names the order of examples; a stage has its own. */
  readonly stage: string;
  /** Steps of the stage. */
  readonly steps: number;
  /** Steps of earlier stages: presentations go on counting. */
  readonly stepsBefore: number;
}

/** Each epoch reads a seeded permutation of the split, its last partial batch dropped. */
export function createBatchReader(options: ReaderOptions): BatchReader {
  const { split, fields, inputs, batch, seed, stage, steps, stepsBefore } = options;
  const buffers = [allocateBatch(inputs, fields, batch), allocateBatch(inputs, fields, batch)] as const;
  const perEpoch = Math.floor(split.length / batch);
  let order: { readonly epoch: number; readonly indices: Int32Array } | undefined;
  let ahead: { readonly step: number; readonly ready: Promise<Named<Numbers>> } | undefined;

  const indicesOf = (step: number) => {
    const epoch = Math.floor(step / perEpoch);
    if (order?.epoch !== epoch)
      order = { epoch, indices: shuffle(split.length, seed, `training/order/${stage}`, epoch) };
    const at = (step % perEpoch) * batch;
    return order.indices.slice(at, at + batch);
  };
  const fill = async (step: number) => {
    const into = buffers[step % 2 === 0 ? 0 : 1];
    // Presentation 0 is the one of evaluation.
    await split.read(indicesOf(step), into.fields, { seed, step: stepsBefore + step + 1 });
    return into.inputs;
  };
  const start = (step: number) => {
    const ready = fill(step);
    ready.catch(() => {}); // reported by the `read` that waits for it
    return { step, ready };
  };
  return {
    read: async (step) => {
      const current = ahead?.step === step ? ahead : start(step);
      ahead = undefined;
      const filled = await current.ready;
      if (step + 1 < steps) ahead = start(step + 1);
      return filled;
    },
    settle: async () => void (await ahead?.ready.catch(() => {})),
  };
}
