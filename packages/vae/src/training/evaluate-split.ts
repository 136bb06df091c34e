import type { Field, Named, Split } from "@elbo/spec";
import { allocateBatch } from "./batch-buffers.ts";
import type { Ready } from "./compile-programs.ts";

/** Below this many examples a run, the products wait for the weights. */
const LEAST = 256;

/** A validation keeps no values for gradients, so it has room for this many times a training step's examples. */
const ROOM = 4;

/** Examples that a validation looks at in one run: at least as many as a training step, all of a small split. */
export const validationBatch = (batch: number, { length }: Pick<Split, "length">): number =>
  Math.min(Math.max(batch, Math.min(LEAST, ROOM * batch)), length);

/** What an evaluation needs besides the compiled program. */
export interface EvaluationOptions {
  readonly split: Split;
  readonly fields: Named<Field>;
  readonly batch: number;
  readonly seed: bigint;
  readonly knobs: Named<number>;
  /** Called between batches, so that the event loop breathes. */
  readonly breathe?: () => Promise<void>;
}

/**
 * Means over all examples of a split of every output `[batch]`: elbo, reconstruction, kl (nats). The last batch is padded
 * with weight 0, and every example counts the same. Noise is that of step 0, another stretch for each batch.
 */
export async function evaluateSplit(
  { compiled, signature }: Ready,
  { split, fields, batch, seed, knobs, breathe }: EvaluationOptions,
): Promise<Named<number>> {
  const buffers = allocateBatch(signature.inputs, fields, batch);
  const figures = Object.entries(compiled.outputs)
    .filter(([name, { shape }]) => !name.includes("/") && shape.length === 1 && shape[0] === batch)
    .map(([name]) => name);
  const sums: Record<string, number> = Object.fromEntries(figures.map((name) => [name, 0]));
  for (let start = 0; start < split.length; start += batch) {
    const present = Math.min(batch, split.length - start);
    // Padding repeats the last example: any valid example will do.
    const indices = Int32Array.from({ length: batch }, (_, i) => start + Math.min(i, present - 1));
    await split.read(indices, buffers.fields, { seed, step: 0 });
    buffers.weight.fill(1, 0, present).fill(0, present);
    const outputs = await compiled.run(buffers.inputs, { seed, step: 0, offset: start / batch }, knobs);
    for (const name of figures) {
      const values = outputs[name];
      for (let i = 0; i < present; i++) sums[name] = (sums[name] as number) + (values?.[i] as number);
    }
    await breathe?.();
  }
  return Object.fromEntries(figures.map((name) => [name, (sums[name] as number) / split.length]));
}
