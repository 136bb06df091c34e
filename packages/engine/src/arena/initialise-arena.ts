import { initialValue, listParams } from "@elbo/program";
import { type Arena, EngineError, type Named } from "@elbo/spec";
import { writeParam } from "./param-access.ts";

/** What first values are made from. */
export interface Initialisation {
  readonly seed: bigint;
  /** Training examples by parameter path, for initialisers that start from data. */
  readonly examples?: Named<Float32Array>;
  /** Only these groups start anew (`Stage.reset`); default: all. */
  readonly groups?: readonly string[];
}

/**
 * Gives every parameter its first value, and zeroes gradients and slots of the groups that start anew.
 * A value depends on (seed, path) alone, so adding a part changes no other part's start.
 *
 * @throws EngineError for an unknown group.
 */
export function initialiseArena(arena: Arena, { seed, examples = {}, groups }: Initialisation): void {
  const chosen = groups ?? Object.keys(arena.groups);
  for (const group of chosen) {
    const range = arena.groups[group];
    if (range === undefined) {
      throw new EngineError(`there is no parameter group "${group}"`, {
        where: "engine/arena",
        expected: Object.keys(arena.groups).join(", "),
        received: group,
      });
    }
    for (const array of [arena.gradients, ...Object.values(arena.slots)]) {
      array.fill(0, range.offset, range.offset + range.length);
    }
  }
  for (const { path, spec } of listParams(arena.tree)) {
    if (chosen.includes(path.split("/")[0] as string)) {
      writeParam(arena, path, initialValue(path, spec, seed, examples[path]));
    }
  }
}
