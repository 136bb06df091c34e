import type { ArenaTools } from "../../training/arena-tools.ts";
import type { Optimiser } from "../optimiser.ts";

const tree = { encoder: { w: { shape: [5], init: () => Float32Array.of(1, -2, 0.5, 3, 0) } } };

/** Weights, and their running average, after six steps with the compiled kernels or with the formulas. */
export function sixSteps(tools: ArenaTools, optimiser: Optimiser): number[] {
  const arena = tools.createArena(tree, { slots: [...optimiser.slots, "average"] });
  tools.initialiseArena(arena, { seed: 0n });
  const kernels = tools.createKernels(arena);
  const range = { offset: 0, length: 8 };
  for (let step = 1; step <= 6; step++) {
    for (let i = 0; i < 5; i++) arena.gradients[i] = Math.cos(3 * i + step) * 10 ** (i - 2);
    optimiser.step(kernels, [range], { rate: 0.01, step, scale: 0.5, averageDecay: 0.9 });
  }
  return [...arena.values.slice(0, 5), ...(arena.slots.average ?? []).slice(0, 5)];
}
