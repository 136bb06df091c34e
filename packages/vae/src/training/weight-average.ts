import type { Arena } from "@elbo/spec";
import { AVERAGE } from "../checkpoints/load-weights.ts";

/**
 * Decay of update `n` (from 0): min(decay, (1 + n) / (10 + n)), so that first values are soon forgotten (the rule of
 * TensorFlow's ExponentialMovingAverage).
 */
export const averageDecay = (decay: number, n: number): number => Math.min(decay, (1 + n) / (10 + n));

/** Starts the average at the current values, for all groups or the named ones. */
export function startAverage(arena: Arena, groups: readonly string[] = Object.keys(arena.groups)): void {
  for (const group of groups) {
    const range = arena.groups[group];
    if (!range) continue;
    const end = range.offset + range.length;
    arena.slots[AVERAGE]?.set(arena.values.subarray(range.offset, end), range.offset);
  }
}

/** Exchanges the trainable values and their average; a second call puts them back, bit for bit. */
export function swapAverage(arena: Arena): void {
  const average = arena.slots[AVERAGE];
  if (!average) return;
  const values = arena.values.slice(0, arena.trainable);
  arena.values.set(average);
  average.set(values);
}
