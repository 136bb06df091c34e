import { createArena, createOptimiserKernels, initialiseArena, type WasmArena } from "@elbo/engine";
import { AVERAGE } from "../checkpoints/load-weights.ts";
import type { ArenaTools, TrainingKernels } from "../training/arena-tools.ts";

/** Arenas and compiled kernels of `@elbo/engine`, as the trainer asks for them. */
export const arenaTools: ArenaTools = {
  createArena: (tree, options) => createArena(tree, options),
  initialiseArena,
  createKernels: (arena) => {
    const kernels = createOptimiserKernels(arena as WasmArena);
    const moments = { first: "m", second: "v", average: AVERAGE };
    const average: TrainingKernels["average"] = (ranges, decay) => {
      for (const range of ranges) kernels.average(range, AVERAGE, decay);
    };
    const training: TrainingKernels = {
      adam: (range, settings) => kernels.adam(range, moments, { ...settings, decoupled: true }),
      sgd: (range, settings) => {
        kernels.sgd(range, settings.momentum === 0 ? {} : { momentum: "momentum" }, settings);
        if (settings.averageDecay !== undefined) average([range], settings.averageDecay);
      },
      rmsprop: (range, { centred, ...settings }) => {
        const held = {
          ...(centred ? { mean: "m" } : {}),
          ...(settings.momentum === 0 ? {} : { momentum: "momentum" }),
        };
        kernels.rmsprop(range, { square: "v", ...held }, settings);
        if (settings.averageDecay !== undefined) average([range], settings.averageDecay);
      },
      adamax: (range, settings) => {
        kernels.adamax(range, { first: "m", largest: "u" }, settings);
        if (settings.averageDecay !== undefined) average([range], settings.averageDecay);
      },
      adagrad: (range, settings) => {
        kernels.adagrad(range, { sum: "v" }, settings);
        if (settings.averageDecay !== undefined) average([range], settings.averageDecay);
      },
      globalNorm: (ranges) => kernels.globalNorm(ranges).norm,
      average,
    };
    return training;
  },
};
