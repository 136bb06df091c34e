import { fillNoise } from "@elbo/program";
import type { Named, Numbers } from "@elbo/spec";
import { proposalProgram, shownChainsProgram } from "../programs/restoration-programs.ts";
import type { Session } from "../session/session.ts";
import type { DamagedBatch } from "./damaged-batch.ts";
import type { NamedCorruption } from "./open-corruption.ts";
import { resample } from "./resample.ts";

/** Draws of q(z|x) an example and round. */
const SAMPLES = 32;
/** The encoder sees a better guess in every round. */
export const ROUNDS = 3;

/** How chains begin. */
export interface Seeding {
  readonly chains: number;
  readonly seed: bigint;
  /** Number of the batch: other batches, other noise. */
  readonly batchNumber: number;
  /** A guess of hidden elements, one example's, for the first round. */
  readonly typical: Float32Array;
  /** True: an element that is seen is as it was. */
  readonly exact: boolean;
}

/** Latents `latent/<site>` `[chain, batch, ...event]`. */
export type Chains = Named<Float32Array>;

/** Inputs of latents, for a signature. */
export const latentInputs = ({ assembled }: Session, lead: readonly number[]) =>
  Object.fromEntries(
    assembled.parts.latents.sites.map(({ name, shape }) => [
      `latent/${name}`,
      { shape: [...lead, ...shape], dtype: "float32" as const },
    ]),
  );

/** What the chains show: `mean` `[chain, batch, ...x]`, `variance` and `draw` where p(x|z, y) has them. */
export function showChains(
  session: Session,
  batch: DamagedBatch,
  corruption: NamedCorruption,
  z: Chains,
  key: { readonly seed: bigint; readonly step: number },
) {
  const { parts } = session.assembled;
  const chains = (Object.values(z)[0] as Float32Array).length / batch.size / latentSize(session);
  const request = () => ({
    program: shownChainsProgram(parts, corruption.clean),
    signature: { inputs: { ...batch.signature, ...latentInputs(session, [chains, batch.size]) }, training: false },
  });
  return session.run(
    `restore/shown/${chains}/${batch.size}/${corruption.name}`,
    request,
    { ...batch.inputs, ...z },
    key,
  );
}

const latentSize = ({ assembled }: Session) =>
  (assembled.parts.latents.sites[0] as { shape: readonly number[] }).shape.reduce((a, b) => a * b, 1);

/** Writes guesses of x into the batch: rough pictures of what is seen, and `of` elsewhere. */
function guess(batch: DamagedBatch, corruption: NamedCorruption, typical: Float32Array): void {
  const { x, seen, "seen.mask": mask } = batch.inputs as Named<Float32Array>;
  const [from, to] = [(seen as Float32Array).length / batch.size, typical.length];
  const sameShape = from === to;
  for (let row = 0; row < batch.size; row++) {
    const hidden = (mask as Float32Array).subarray(row * from, (row + 1) * from);
    // Where elements lie as in x, the rough picture is made of seen and typical ones together.
    const y = (seen as Float32Array)
      .subarray(row * from, (row + 1) * from)
      .map((v, i) => (hidden[i] === 0 && sameShape ? (typical[i] as number) : v));
    (x as Float32Array).set(corruption.rough(y), row * to);
  }
}

/** Moves the guesses to what the chains show; elements that are known stay. */
function improve(batch: DamagedBatch, mean: Numbers, chains: number, exact: boolean): void {
  const { x, seen, "seen.mask": mask } = batch.inputs as Record<"x" | "seen" | "seen.mask", Float32Array>;
  const size = x.length;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let chain = 0; chain < chains; chain++) sum += mean[chain * size + i] as number;
    x[i] = exact && mask[i] !== 0 ? (seen[i] as number) : sum / chains;
  }
}

/**
 * Where the chains of a batch begin: draws of q(z|x) of a guess of x, resampled by p(z) p(y|z) / q(z|x) (population Monte Carlo,
 * Cappe et al. 2004). The guess is what the last round's chains show, so that the encoder sees a whole example after the first;
 * candidates of all rounds stay in the draw.
 */
export async function seedChains(
  session: Session,
  batch: DamagedBatch,
  corruption: NamedCorruption,
  { chains, seed, batchNumber, typical, exact }: Seeding,
  pause: () => Promise<void>,
): Promise<Chains> {
  const { parts } = session.assembled;
  const request = () => ({
    program: proposalProgram(parts, corruption.law, SAMPLES),
    signature: { inputs: batch.signature, training: false },
  });
  guess(batch, corruption, typical);
  const logs: Float32Array[] = [];
  const pools: Named<Numbers>[] = [];
  const uniform = new Float32Array(batch.size * ROUNDS);
  fillNoise(uniform, { law: "uniform" }, { seed, step: batchNumber, path: "restore/resample" });
  let z: Chains = {};
  for (let round = 0; round < ROUNDS; round++) {
    const key = { seed, step: batchNumber * ROUNDS + round };
    const { weights, ...found } = await session.run(
      `restore/proposals/${batch.size}/${corruption.name}`,
      request,
      batch.inputs,
      key,
    );
    logs.push(weights as Float32Array);
    pools.push(found);
    const choices = Array.from({ length: batch.size }, (_, row) => {
      const own = logs.flatMap((log) => Array.from({ length: SAMPLES }, (_, s) => log[s * batch.size + row] as number));
      return resample(own, chains, uniform[round * batch.size + row] as number);
    });
    z = gather(pools, choices, { chains, size: batch.size });
    await pause();
    if (round === ROUNDS - 1) break;
    const { mean } = await showChains(session, batch, corruption, z, key);
    improve(batch, mean as Numbers, chains, exact);
  }
  return z;
}

/** Candidate `choices[row][chain]` of the pools, sample after sample, for each chain and row. */
function gather(
  pools: readonly Named<Numbers>[],
  choices: readonly Int32Array[],
  { chains, size }: { readonly chains: number; readonly size: number },
): Chains {
  const names = Object.keys(pools[0] as Named<Numbers>);
  return Object.fromEntries(
    names.map((name) => {
      const width = ((pools[0] as Named<Numbers>)[name] as Numbers).length / (SAMPLES * size);
      const into = new Float32Array(chains * size * width);
      for (let chain = 0; chain < chains; chain++) {
        for (let row = 0; row < size; row++) {
          const at = choices[row]?.[chain] as number;
          const pool = pools[Math.floor(at / SAMPLES)]?.[name] as Numbers;
          const from = ((at % SAMPLES) * size + row) * width;
          into.set(pool.subarray(from, from + width), (chain * size + row) * width);
        }
      }
      return [name, into];
    }),
  );
}
