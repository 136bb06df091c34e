import { listParams } from "@elbo/program";
import type { ArenaEntry, Named, ParamTree } from "@elbo/spec";

/** Where everything lies in an arena, in floats. */
export interface Layout {
  readonly entries: readonly ArenaEntry[];
  readonly groups: Named<{ readonly offset: number; readonly length: number }>;
  /** Floats in the trainable region, padding included. */
  readonly trainable: number;
  /** Floats in both regions. */
  readonly total: number;
}

/** The next multiple of 16, a cache line: SIMD kernels meet no remainder, products no split lines. */
const padded = (size: number) => Math.ceil(size / 16) * 16;

/** Trainable parameters group by group in the order of the tree, then state parameters, each padded to 16 floats. */
export function layOut(tree: ParamTree): Layout {
  const params = listParams(tree).map(({ path, spec }) => ({
    path,
    group: path.split("/")[0] as string,
    shape: spec.shape,
    size: spec.shape.reduce((a, b) => a * b, 1),
    state: spec.state === true,
  }));
  const entries: ArenaEntry[] = [];
  const groups: Record<string, { offset: number; length: number }> = {};
  let at = 0;
  const place = (chosen: typeof params) => {
    for (const param of chosen) {
      entries.push({ ...param, offset: at });
      at += padded(param.size);
    }
  };
  for (const group of Object.keys(tree)) {
    const offset = at;
    place(params.filter((param) => param.group === group && !param.state));
    groups[group] = { offset, length: at - offset };
  }
  const trainable = at;
  place(params.filter((param) => param.state));
  return { entries, groups, trainable, total: at };
}
