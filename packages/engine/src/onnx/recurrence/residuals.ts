import { sensitive } from "../emit/exact-sigmoid.ts";
import { madeBy } from "../graph/look.ts";
import type { GraphNode, Value } from "../graph/types.ts";

/** Computing these again costs less than keeping them for every step. */
const CHEAP = new Set(["Add", "Sub", "Mul", "Neg", "Split", "Reshape", "Slice", "Cast", "Not", "Greater", "Where"]);

/** A walk from `results` towards their operands, down to values older than `low`: the `stops` that it meets, and the nodes passed. */
function walk(results: readonly Value[], low: number, stops: (x: Value) => boolean) {
  const met = new Set<Value>();
  const passed = new Set<GraphNode>();
  const open = [...results];
  for (let x = open.pop(); x !== undefined; x = open.pop()) {
    if (stops(x)) met.add(x);
    else if (x.from.kind === "node" && x.id > low && !passed.has(x.from.node)) {
      passed.add(x.from.node);
      for (const input of x.from.node.inputs) if (input !== undefined) open.push(input);
    }
  }
  return { met, passed };
}

/**
 * What a backward step must be given of the forward step's values `known`, so that `results` follow from it and from the
 * slots `cotangents` with nothing computed twice but what is cheap, and sigmoids that the backward step divides by: those
 * it has to compute more exactly.
 */
export function residuals(results: readonly Value[], cotangents: readonly Value[], known: ReadonlySet<Value>): Value[] {
  const low = [...cotangents, ...known].reduce((least, { id }) => Math.min(least, id), Number.POSITIVE_INFINITY);
  const first = walk(results, low, (x) => known.has(x));
  const again = new Set<Value>();
  for (const node of first.passed) {
    for (const x of node.inputs) if (x !== undefined && madeBy(x, "Sigmoid") && sensitive(node, x)) again.add(x);
  }
  const needed = walk(results, low, (x) => known.has(x) && !again.has(x)).met;
  const follows = (x: Value) =>
    x.from.kind === "node" &&
    CHEAP.has(x.from.node.op) &&
    x.from.node.inputs.every((input) => input === undefined || !known.has(input) || needed.has(input));
  for (const x of needed) if (follows(x)) again.add(x);
  return [...walk(results, low, (x) => known.has(x) && !again.has(x)).met].sort((a, b) => a.id - b.id);
}
