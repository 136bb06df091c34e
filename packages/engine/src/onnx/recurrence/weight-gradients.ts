import { concat, reshape, transpose } from "../graph/arrange.ts";
import { add } from "../graph/elementwise.ts";
import { sizeOf } from "../graph/look.ts";
import { matMul } from "../graph/product.ts";
import { reduce } from "../graph/reduce.ts";
import type { Graph, GraphNode, Value } from "../graph/types.ts";

/** A sum over all steps that is computed after the loop. */
export interface SumOverTime {
  /** Values of a step that are needed over all steps. */
  readonly needs: readonly Value[];
  /** The sum, given those: `[time, ...]`. */
  readonly finish: (overTime: (x: Value) => Value) => Value;
}

/** A product A^T B: its sum over steps is one product of the rows of all steps. */
const isRowProduct = ({ op, inputs, attributes }: GraphNode) =>
  op === "Gemm" && inputs.length === 2 && attributes.transA === 1 && attributes.transB === 0;

const rows = (g: Graph, all: Value) => reshape(g, all, [sizeOf(all.shape.slice(0, 2)), all.shape[2] as number]);

/** How the sums of a node's operands make up the sum of its result; undefined where they do not. */
function combine(g: Graph, { op, attributes, outputs }: GraphNode): ((sums: readonly Value[]) => Value) | undefined {
  const shape = outputs[0]?.shape ?? [];
  switch (op) {
    case "Add":
      return (sums) => sums.reduce((a, b) => add(g, a, b));
    case "Reshape":
      return ([x]) => reshape(g, x as Value, shape);
    case "Transpose":
      return ([x]) => transpose(g, x as Value, attributes.perm as readonly number[]);
    case "Concat":
      return (sums) => concat(g, sums, attributes.axis as number);
    default:
      return undefined;
  }
}

/** Axes that a node sums over. */
function summedAxes({ op, inputs }: GraphNode): number[] | undefined {
  const from = inputs[1]?.from;
  if (op !== "ReduceSum" || from?.kind !== "constant") return undefined;
  return "values" in from.data
    ? Array.from(from.data.values)
    : inputs[1]?.shape.length
      ? [from.data.uniform]
      : undefined;
}

/**
 * The sum over time of a step's gradient to something captured, taken after the loop: `sum_t A_t^T B_t = A^T B`, sums of
 * what is `kept` over time anyway, and what is put together from these. Undefined where the loop has to add it up.
 */
export function sumOverTime(
  g: Graph,
  gradient: Value,
  varies: (x: Value) => boolean,
  kept: (x: Value) => boolean,
): SumOverTime | undefined {
  if (kept(gradient)) {
    return { needs: [gradient], finish: (all) => reduce(g, "ReduceSum", all(gradient), [0], false) };
  }
  if (gradient.from.kind !== "node") return undefined;
  const { node } = gradient.from;
  const axes = summedAxes(node);
  if (axes !== undefined) {
    const x = node.inputs[0] as Value;
    if (!kept(x)) return undefined;
    const later = [0, ...axes.map((axis) => axis + 1)];
    const finish = (all: (y: Value) => Value) =>
      reshape(g, reduce(g, "ReduceSum", all(x), later, false), gradient.shape);
    return { needs: [x], finish };
  }
  if (isRowProduct(node)) {
    const [a, b] = node.inputs as [Value, Value];
    if (!varies(a) || !varies(b)) return undefined;
    return { needs: [a, b], finish: (all) => matMul(g, rows(g, all(a)), rows(g, all(b)), true, false) };
  }
  const together = combine(g, node);
  if (together === undefined) return undefined;
  const parts = node.inputs.slice(0, node.op === "Reshape" ? 1 : undefined);
  const sums = parts.map((x) => sumOverTime(g, x as Value, varies, kept));
  if (sums.some((sum) => sum === undefined)) return undefined;
  const known = sums as SumOverTime[];
  return {
    needs: known.flatMap(({ needs }) => needs),
    finish: (all) => together(known.map(({ finish }) => finish(all))),
  };
}
