import type { Points } from "../points/points.ts";
import type { Binned } from "./bin-points.ts";

/** A regression tree. */
export type Tree =
  | { readonly value: number }
  | { readonly column: number; readonly edge: number; readonly low: Tree; readonly high: Tree };

/** The value of the leaf that a point falls into. */
export function treeValue(tree: Tree, { values, columns }: Points, row: number): number {
  let here = tree;
  while (!("value" in here)) here = (values[row * columns + here.column] as number) <= here.edge ? here.low : here.high;
  return here.value;
}

interface Split {
  readonly column: number;
  readonly bin: number;
  readonly gain: number;
}

/**
 * A least-squares tree on `targets`, grown depth first: each split has the largest (n_l n_r / n)(mean_l - mean_r)^2, which
 * is what it takes off the sum of squares (Friedman 2001, eq. 35). A leaf's value is `leaf` of its targets' sum and its
 * curvatures' sum. Also the gains of each column over the number of rows, and the value that each row got.
 */
export function growTree(
  { rows, columns, bins, centres }: Binned,
  targets: Float64Array,
  curvature: Float64Array,
  depth: number,
  leaf: (sum: number, curvature: number) => number,
): { readonly tree: Tree; readonly gains: Float64Array; readonly values: Float64Array } {
  const values = new Float64Array(rows);
  const gains = new Float64Array(columns);
  const [sums, counts] = [new Float64Array(256), new Float64Array(256)];
  const total = (members: Int32Array, of: Float64Array) => members.reduce((sum, i) => sum + (of[i] as number), 0);

  const bestSplit = (members: Int32Array): Split | undefined => {
    const all = total(members, targets);
    const squares = members.reduce((sum, i) => sum + (targets[i] as number) ** 2, 0);
    if (squares / members.length - (all / members.length) ** 2 <= Number.EPSILON) return undefined;
    let best: Split | undefined;
    for (let column = 0; column < columns; column++) {
      const own = bins[column] as Uint8Array;
      const last = (centres[column] as Float64Array).length - 1;
      sums.fill(0, 0, last + 1);
      counts.fill(0, 0, last + 1);
      for (const i of members) {
        const bin = own[i] as number;
        sums[bin] = (sums[bin] as number) + (targets[i] as number);
        counts[bin] = (counts[bin] as number) + 1;
      }
      let [sum, count] = [0, 0];
      for (let bin = 0; bin < last; bin++) {
        sum += sums[bin] as number;
        count += counts[bin] as number;
        const rest = members.length - count;
        if (counts[bin] === 0 || rest === 0) continue;
        const gain = ((count * rest) / members.length) * (sum / count - (all - sum) / rest) ** 2;
        if (!best || gain > best.gain) best = { column, bin, gain };
      }
    }
    return best;
  };

  /** Halfway between the split's neighbours among the members themselves. */
  const edgeOf = (members: Int32Array, { column, bin }: Split): number => {
    const own = bins[column] as Uint8Array;
    const values = centres[column] as Float64Array;
    let next = values.length - 1;
    for (const i of members) if ((own[i] as number) > bin) next = Math.min(next, own[i] as number);
    return ((values[bin] as number) + (values[next] as number)) / 2;
  };

  const grow = (members: Int32Array, left: number): Tree => {
    const split = left > 0 && members.length > 1 ? bestSplit(members) : undefined;
    if (!split) {
      const value = leaf(total(members, targets), total(members, curvature));
      for (const i of members) values[i] = value;
      return { value };
    }
    const own = bins[split.column] as Uint8Array;
    gains[split.column] = (gains[split.column] as number) + split.gain / rows;
    return {
      column: split.column,
      edge: edgeOf(members, split),
      low: grow(
        members.filter((i) => (own[i] as number) <= split.bin),
        left - 1,
      ),
      high: grow(
        members.filter((i) => (own[i] as number) > split.bin),
        left - 1,
      ),
    };
  };
  return {
    tree: grow(
      Int32Array.from({ length: rows }, (_, i) => i),
      depth,
    ),
    gains,
    values,
  };
}
