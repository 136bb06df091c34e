import { createArena, createOptimiserKernels, initialiseArena, type WasmArena } from "@elbo/engine";
import type { ArenaTools, TrainingKernels } from "../training/arena-tools.ts";

/** Arenas and compiled kernels of `@elbo/engine`, as the trainer asks for them. */
export const arenaTools: ArenaTools = {
  createArena: (tree, options) => createArena(tree, options),
  initialiseArena,
  createKernels: (arena) => {
    const kernels = createOptimiserKernels(arena as WasmArena);
    const training: TrainingKernels = {
      adam: (range, settings) => kernels.adam(range, { first: "m", second: "v" }, { ...settings, decoupled: true }),
      sgd: (range, settings) => kernels.sgd(range, settings.momentum === 0 ? {} : { momentum: "momentum" }, settings),
      globalNorm: (ranges) => kernels.globalNorm(ranges).norm,
      scale: (ranges, factor) => {
        for (const { offset, length } of ranges) {
          for (let i = offset; i < offset + length; i++) arena.gradients[i] = (arena.gradients[i] as number) * factor;
        }
      },
      average: (slot, decay) => kernels.average({ offset: 0, length: arena.trainable }, slot, decay),
    };
    return training;
  },
};
