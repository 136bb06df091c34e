import type { Named, Numbers } from "@elbo/spec";
import { type Ask, hamiltonianMove } from "../ais/hamiltonian-move.ts";
import { damagedProgram } from "../programs/restoration-programs.ts";
import type { Session } from "../session/session.ts";
import type { DamagedBatch } from "./damaged-batch.ts";
import type { NamedCorruption } from "./open-corruption.ts";
import { type Chains, latentInputs, showChains } from "./seed-chains.ts";

const LEAPFROGS = 10;

/** How to walk. */
export interface Walking {
  readonly chains: number;
  /** Of which half settle the chains and their step sizes. */
  readonly moves: number;
  readonly seed: bigint;
  readonly batchNumber: number;
}

/** What the walk of a batch found. Sums run over chains and moves after settling. */
export interface Walked {
  /** `[chain, batch, ...x]` at the end. */
  readonly mean: Numbers;
  readonly draw: Numbers | undefined;
  /** `[batch, ...x]` each. */
  readonly moments: { readonly mean: Float64Array; readonly variance: Float64Array };
  /** `[batch]` */
  readonly taken: Float32Array;
}

/** Running sums of what chains show. */
function createMoments(size: number) {
  const [sum, squares, noise] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  let count = 0;
  return {
    add: ({ mean: means, variance, draw }: Named<Numbers>) => {
      const mean = means as Numbers;
      const spread = (i: number, value: number) =>
        variance ? (variance[i] as number) : draw ? ((draw[i] as number) - value) ** 2 : 0;
      for (let i = 0; i < mean.length; i++) {
        const [at, value] = [i % size, mean[i] as number];
        sum[at] = (sum[at] as number) + value;
        squares[at] = (squares[at] as number) + value * value;
        noise[at] = (noise[at] as number) + spread(i, value);
      }
      count += mean.length / size;
    },
    /** E[x] and Var[x] = Var[E[x|z]] + E[Var[x|z]], the last from one draw each where it is not known. */
    moments: () => {
      const mean = sum.map((v) => v / count);
      const variance = squares.map(
        (v, i) => Math.max(0, v / count - (mean[i] as number) ** 2) + (noise[i] as number) / count,
      );
      return { mean, variance };
    },
  };
}

/**
 * Hamiltonian moves of all chains under p(z) p(y|z) (Neal 2011), from where they were seeded: half of them settle, the others
 * are averaged over.
 */
export async function walkChains(
  session: Session,
  batch: DamagedBatch,
  corruption: NamedCorruption,
  start: Chains,
  { chains, moves, seed, batchNumber }: Walking,
  pause: () => Promise<void>,
): Promise<Walked> {
  const { parts } = session.assembled;
  const latents = latentInputs(session, [chains, batch.size]);
  const request = () => ({
    program: damagedProgram(parts, corruption.law),
    signature: {
      inputs: { ...batch.signature, ...latents },
      training: false,
      gradients: [{ of: "objective", inputs: Object.keys(latents) }],
    },
  });
  const ask: Ask = async (z) => {
    const key = { seed, step: batchNumber };
    const out = await session.run(
      `restore/moves/${chains}/${batch.size}/${corruption.name}`,
      request,
      { ...batch.inputs, ...z },
      key,
    );
    const [prior, likelihood] = [out.prior as Numbers, Float64Array.from(out.likelihood as Numbers)];
    const gradient = Object.keys(latents).map((name) => [name, out[`gradient/${name}`] as Float32Array]);
    const log = likelihood.map((value, i) => value + (prior[i] as number));
    return { z, log, likelihood, gradient: Object.fromEntries(gradient) };
  };
  const sizes = new Float64Array(chains * batch.size).fill(0.05);
  const settle = Math.floor(moves / 2);
  const running = createMoments((batch.inputs.x as Numbers).length);
  const taken = new Float32Array(batch.size);
  let standing = await ask(start);
  let shown: Named<Numbers> = {};
  for (let move = 1; move <= moves; move++) {
    const step = batchNumber * moves + move;
    const before = standing.log;
    const settling = move <= settle;
    standing = await hamiltonianMove(standing, ask, {
      leapfrogs: LEAPFROGS,
      sizes: settling ? sizes : sizes.slice(),
      seed,
      step,
      ...(settling ? { adaptation: 0.2 * (1 - move / (settle + 1)) } : {}),
    });
    await pause();
    if (settling) continue;
    standing.log.forEach((log, i) => {
      if (log !== before[i])
        taken[i % batch.size] = (taken[i % batch.size] as number) + 1 / (chains * (moves - settle));
    });
    shown = await showChains(session, batch, corruption, standing.z as Chains, { seed, step });
    running.add(shown);
  }
  return { mean: shown.mean as Numbers, draw: shown.draw, moments: running.moments(), taken };
}
