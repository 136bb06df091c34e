import type { Law } from "@elbo/spec";
import { philox } from "./philox.ts";

/** Names one stretch of one noise stream. */
export interface NoiseStream {
  readonly seed: bigint;
  readonly step: number;
  readonly path: string;
  /** Index of the first element: chunks of one draw equal the whole draw. */
  readonly first?: number;
  /** Length of the last axis; a permutation is drawn for each row. */
  readonly row?: number;
}

/**
 * Fills `out` with noise of law `law`; element i depends on (seed, step, path, first + i) and nothing else.
 * Uniform is in (0, 1); normal is Box-Muller's transform of two uniforms.
 */
export function fillNoise(out: Float32Array, law: Law, stream: NoiseStream): void {
  const uniform = philox(stream);
  const { first = 0, row = 1 } = stream;
  switch (law.law) {
    case "uniform":
      for (let i = 0; i < out.length; i++) out[i] = uniform(first + i, 0);
      return;
    case "bernoulli":
      for (let i = 0; i < out.length; i++) out[i] = uniform(first + i, 0) < law.p ? 1 : 0;
      return;
    case "normal":
      for (let i = 0; i < out.length; i++) {
        out[i] = Math.sqrt(-2 * Math.log(uniform(first + i, 0))) * Math.cos(2 * Math.PI * uniform(first + i, 1));
      }
      return;
    case "permutation":
      for (let start = 0; start < out.length; start += row) {
        for (let i = 0; i < row; i++) out[start + i] = i;
        for (let i = row - 1; i > 0; i--) {
          const j = Math.floor(uniform(first + start + i, 0) * (i + 1));
          const held = out[start + i] as number;
          out[start + i] = out[start + j] as number;
          out[start + j] = held;
        }
      }
      return;
    case "beta":
      throw new Error("beta noise comes with the von Mises-Fisher posterior");
  }
}
