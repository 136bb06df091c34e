import type { Arena, Named, ParamTree } from "@elbo/spec";
import type { OptimiserKernels, Range } from "../optimisers/optimiser.ts";

/** What the trainer does to an arena besides running programs. */
export interface TrainingKernels extends OptimiserKernels {
  /** Euclidean norm of the gradients in all ranges together. */
  globalNorm(ranges: readonly Range[]): number;
  /** average = decay * average + (1 - decay) * value over the ranges. */
  average(ranges: readonly Range[], decay: number): void;
}

/** Makes, fills and updates arenas. */
export interface ArenaTools {
  createArena(tree: ParamTree, options: { readonly slots: readonly string[] }): Arena;
  /** First values, for all groups or the named ones; their gradients and slots become 0. */
  initialiseArena(
    arena: Arena,
    options: { readonly seed: bigint; readonly examples?: Named<Float32Array>; readonly groups?: readonly string[] },
  ): void;
  createKernels(arena: Arena): TrainingKernels;
}
