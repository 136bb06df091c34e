import type { CorruptionConfig } from "./open-corruption.ts";

/** How to restore. */
export interface RestoreOptions {
  /** What was done to the examples besides hiding elements (`x.mask`), in the order in which it was done; default nothing. */
  readonly corruption?: CorruptionConfig | readonly CorruptionConfig[];
  /** Chains in latent space, each of which ends in one draw; default 16. */
  readonly draws?: number;
  /** Hamiltonian moves of each chain, half of them to settle; default 20. */
  readonly moves?: number;
  /** True: draws of p(x|z), with the noise of each element; default false: its means. */
  readonly drawn?: boolean;
  readonly seed?: bigint;
  /** Told after each move of each batch of examples. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborting it ends the work after the move at hand: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What p(x|y) says of damaged examples. */
export interface Restored {
  /** Draws of x given y, `[draw, example, ...x]`: means of p(x|z), or with `drawn` draws of it. */
  readonly draws: Float32Array;
  /** E[x|y], `[example, ...x]`, over all chains and their moves after settling. */
  readonly mean: Float32Array;
  /** Standard deviation of x given y, `[example, ...x]`: what z leaves open, and the noise of p(x|z). */
  readonly deviation: Float32Array;
  /** Share of the Hamiltonian moves that were taken, `[example]`: 0 where the chains are stuck. */
  readonly taken: Float32Array;
}
