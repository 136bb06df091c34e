import { expand, reshape, stripExpand, transpose, vector } from "./arrange.ts";
import { mul } from "./elementwise.ts";
import { madeBy, padShape, uniformOf } from "./look.ts";
import type { Graph, Value } from "./types.ts";

/** Reductions that exist for float32 and int32. */
export type Reduction = "ReduceSum" | "ReduceMean" | "ReduceMax" | "ReduceMin" | "ReduceProd";

const kept = (shape: readonly number[], axes: readonly number[]) => shape.map((d, i) => (axes.includes(i) ? 1 : d));

/** The same reduction over fewer axes: neighbours that are both reduced or both kept are one, axes of length 1 go. */
function mergeAxes(shape: readonly number[], axes: readonly number[]) {
  const merged: { size: number; reduced: boolean }[] = [];
  for (const [i, size] of shape.entries()) {
    const last = merged.at(-1);
    const reduced = axes.includes(i);
    if (size === 1) continue;
    if (last?.reduced === reduced) last.size *= size;
    else merged.push({ size, reduced });
  }
  return {
    shape: merged.map(({ size }) => size),
    axes: merged.flatMap(({ reduced }, i) => (reduced ? [i] : [])),
  };
}

/** Reduces with the axes kept at length 1. */
function keepReduce(g: Graph, op: Reduction, x: Value, axes: readonly number[]): Value {
  const shape = kept(x.shape, axes);
  const count = axes.reduce((n, i) => n * (x.shape[i] as number), 1);
  if (count === 1) return reshape(g, x, shape);
  const fill = uniformOf(x);
  if (fill !== undefined && (op === "ReduceSum" || (op !== "ReduceProd" && count > 0))) {
    return g.uniform(op === "ReduceSum" ? fill * count : fill, shape, x.dtype);
  }
  const source = stripExpand(x);
  if (source !== x && op !== "ReduceProd") {
    const padded = reshape(g, source, padShape(source.shape, x.shape.length));
    const repeated = axes.reduce((n, i) => (padded.shape[i] === 1 ? n * (x.shape[i] as number) : n), 1);
    const inner = keepReduce(g, op, padded, axes);
    const scaled = op === "ReduceSum" ? mul(g, inner, g.uniform(repeated, [], x.dtype)) : inner;
    return expand(g, scaled, shape);
  }
  const moved = madeBy(x, "Transpose");
  if (moved !== undefined) {
    const perm = moved.attributes.perm as readonly number[];
    const inner = keepReduce(
      g,
      op,
      moved.inputs[0] as Value,
      axes.map((i) => perm[i] as number),
    );
    return transpose(g, inner, perm);
  }
  const merged = mergeAxes(x.shape, axes);
  const inputs = [reshape(g, x, merged.shape), vector(g, merged.axes)];
  const results = [{ shape: kept(merged.shape, merged.axes), dtype: x.dtype }];
  return reshape(g, g.node(op, inputs, results, { keepdims: 1 })[0] as Value, shape);
}

/** Lets a reduction that kept its axes drop them itself. */
function dropAxes(g: Graph, op: Reduction, kept: Value): Value {
  const source = madeBy(kept, "Reshape")?.inputs[0] ?? kept;
  const node = madeBy(source, op);
  const axes = node?.inputs[1]?.from;
  if (node?.attributes.keepdims !== 1 || axes?.kind !== "constant") return kept;
  const { data } = axes;
  const gone = new Set("values" in data ? Array.from(data.values) : [data.uniform]);
  const shape = source.shape.filter((_, i) => !gone.has(i));
  return g.node(op, node.inputs, [{ shape, dtype: source.dtype }], { keepdims: 0 })[0] as Value;
}

/** Reduces over `axes`; broadcasts and transposes of the operand move behind the reduction. */
export function reduce(g: Graph, op: Reduction, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const result = keepReduce(g, op, x, axes);
  if (keepDims) return result;
  const shape = result.shape.filter((_, i) => !axes.includes(i));
  return reshape(g, dropAxes(g, op, result), shape);
}
