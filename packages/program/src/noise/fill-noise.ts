import type { Law } from "@elbo/spec";
import { fillBeta } from "./fill-beta.ts";
import { fillPermutations } from "./fill-permutations.ts";
import { eachChunk, noiseKernels } from "./kernels.ts";
import { philoxKey } from "./key.ts";

/** Names one stretch of one noise stream. */
export interface NoiseStream {
  readonly seed: bigint;
  readonly step: number;
  readonly path: string;
  /** Index of the first element: chunks of one draw equal the whole draw. For permutations a multiple of `row`. */
  readonly first?: number;
  /** Length of the last axis; a permutation is drawn for each row. */
  readonly row?: number;
}

/**
 * Fills `out` with noise of law `law`; element i depends on (seed, step, path, first + i) and nothing else (within a
 * permutation: on its row). Philox4x32-10 (Salmon et al., SC 2011) in WebAssembly: the same bits on every machine.
 *
 * uniform: in (0, 1), 23 bits. normal: Box and Muller's transform. bernoulli: 1 with probability p, else 0.
 * beta: two gamma variates of Marsaglia and Tsang (2000). permutation: Fisher and Yates, row by row.
 */
export function fillNoise(out: Float32Array, law: Law, { seed, step, path, first = 0, row = 1 }: NoiseStream): void {
  const key = philoxKey(seed, step, path);
  if (law.law === "beta") fillBeta(out, law, key, first);
  else if (law.law === "permutation") fillPermutations(out, key, first, row);
  else if (law.law === "bernoulli" && law.p >= 1)
    out.fill(1); // 2^32 is no threshold of 32 bits
  else {
    const kernels = noiseKernels();
    eachChunk(first, out.length, key, ({ at, from, size, count }) => {
      if (law.law === "bernoulli") kernels.bernoulli(count, Math.round(law.p * 2 ** 32));
      else if (law.law === "normal") kernels.normal(count);
      else kernels.uniform(count);
      out.set(kernels.floats.subarray(from, from + size), at);
    });
  }
}
