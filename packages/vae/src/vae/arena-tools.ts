import { createArena, createOptimiserKernels, initialiseArena, type WasmArena } from "@elbo/engine";
import { AVERAGE } from "../checkpoints/load-weights.ts";
import type { AdagradStep, AdamStep, Range, RmspropStep, SgdStep, Update } from "../optimisers/optimiser.ts";
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
    /** A kernel without an average of its own, and the average after it. */
    const averaged =
      <S extends Update>(step: (range: Range, settings: S) => void) =>
      (range: Range, settings: S) => {
        step(range, settings);
        if (settings.averageDecay !== undefined) average([range], settings.averageDecay);
      };
    const training: TrainingKernels = {
      adam: (range, settings) => kernels.adam(range, moments, { ...settings, decoupled: true }),
      sgd: averaged((range, settings: SgdStep) =>
        kernels.sgd(range, settings.momentum === 0 ? {} : { momentum: "momentum" }, settings),
      ),
      rmsprop: averaged((range, { centred, ...settings }: RmspropStep) => {
        const held = {
          ...(centred ? { mean: "m" } : {}),
          ...(settings.momentum === 0 ? {} : { momentum: "momentum" }),
        };
        kernels.rmsprop(range, { square: "v", ...held }, settings);
      }),
      adamax: averaged((range, settings: AdamStep) => kernels.adamax(range, { first: "m", largest: "u" }, settings)),
      adagrad: averaged((range, settings: AdagradStep) => kernels.adagrad(range, { sum: "v" }, settings)),
      globalNorm: (ranges) => kernels.globalNorm(ranges).norm,
      average,
    };
    return training;
  },
};
