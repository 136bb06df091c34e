import type { Named, Numbers } from "@elbo/spec";
import { readBatches } from "../evaluation/read-batches.ts";
import type { Session } from "../session/session.ts";
import { sizeClass } from "../session/size-class.ts";
import { createBreath } from "../training/breathe.ts";
import { checkCounts } from "./check-counts.ts";
import { checkRestorable } from "./check-restorable.ts";
import { countDamaged, type Damaged, damagedBatch } from "./damaged-batch.ts";
import { openCorruption } from "./open-corruption.ts";
import type { Restored, RestoreOptions } from "./restore-options.ts";
import { ROUNDS, seedChains } from "./seed-chains.ts";
import { walkChains } from "./walk-chains.ts";

/** Chains that move together, all examples of a batch counted; fewer where a law holds many numbers an element. */
const TOGETHER = 512;
const NUMBERS = 2 ** 24;
/** Training examples whose mean is the first guess of what is hidden. */
const TYPICAL = 500;

/** Mean of the first training examples, `[...x]`. */
async function typicalExample({ assembled }: Session, seed: bigint): Promise<Float32Array> {
  const { splits, fields } = assembled.dataset;
  let [sum, count] = [new Float64Array(), 0];
  for await (const batch of readBatches(splits.train, fields, { batch: 100, limit: TYPICAL, seed })) {
    const x = batch.inputs.x as Numbers;
    const size = x.length / 100;
    if (sum.length === 0) sum = new Float64Array(size);
    for (let i = 0; i < batch.count * size; i++) sum[i % size] = (sum[i % size] as number) + (x[i] as number);
    count += batch.count;
  }
  return Float32Array.from(sum, (v) => v / count);
}

const bounded: readonly string[] = ["unit", "binary"];

/**
 * Restores damaged examples: draws, mean and deviation of p(x|y), y what is seen of x. Chains of z begin at encoder draws that
 * are resampled by p(z) p(y|z) / q(z|x) and go on by Hamiltonian moves under p(z) p(y|z). Elements that are seen undamaged
 * stay as they are, to the bit, and deviate by 0.
 *
 * @throws ShapeError for what does not fit the model, ConfigError for a wrong corruption or count and for a model without what it needs;
 * the signal's reason when it is aborted.
 */
export async function restoreExamples(
  session: Session,
  given: Damaged,
  { corruption: config, draws: chains = 16, moves = 20, drawn = false, seed = 0n, onProgress, signal }: RestoreOptions,
): Promise<Restored> {
  const { dataset, parts } = session.assembled;
  checkCounts("vae.restore", { draws: chains, moves });
  signal?.throwIfAborted();
  const field = checkRestorable(parts, dataset);
  const corruption = openCorruption(config, field);
  const total = countDamaged(given, session, corruption);
  const size = field.shape.reduce((a, b) => a * b, 1);
  const typical = given["x.mask"] ? await typicalExample(session, seed) : new Float32Array(size);
  const exact = corruption.exact;
  const breathe = createBreath();
  const together = Math.min(TOGETHER, NUMBERS / size / corruption.nodes);
  const chunk = sizeClass(total, Math.max(1, Math.floor(together / chains)));
  let done = 0;
  const pause = async () => {
    onProgress?.(++done, Math.ceil(total / chunk) * (ROUNDS + moves));
    await breathe();
    signal?.throwIfAborted();
  };
  const into = {
    draws: new Float32Array(chains * total * size),
    mean: new Float32Array(total * size),
    deviation: new Float32Array(total * size),
    taken: new Float32Array(total),
  };
  const clip = bounded.includes(field.support) ? (v: number) => Math.min(1, Math.max(0, v)) : (v: number) => v;
  for (let first = 0; first < total; first += chunk) {
    const count = Math.min(chunk, total - first);
    const batch = damagedBatch(given, session, corruption, { first, count, size: chunk });
    const how = { chains, seed, batchNumber: first };
    const start = await seedChains(session, batch, corruption, { ...how, typical, exact }, pause);
    const walked = await walkChains(session, batch, corruption, start, { ...how, moves }, pause);
    const last = (drawn && walked.draw) || walked.mean;
    const { seen, "seen.mask": mask } = batch.inputs as Named<Float32Array>;
    for (let i = 0; i < count * size; i++) {
      const kept = exact && mask?.[i] !== 0 ? (seen?.[i] as number) : undefined;
      const at = first * size + i;
      into.mean[at] = kept ?? clip(walked.moments.mean[i] as number);
      into.deviation[at] = kept === undefined ? Math.sqrt(walked.moments.variance[i] as number) : 0;
      for (let chain = 0; chain < chains; chain++) {
        into.draws[chain * total * size + at] = kept ?? clip(last[chain * chunk * size + i] as number);
      }
    }
    into.taken.set(walked.taken.subarray(0, count), first);
  }
  return into;
}
