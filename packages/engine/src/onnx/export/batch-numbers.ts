import type { Instruction } from "../emit/instruction.ts";
import type { Graph, Value } from "../graph/types.ts";
import { type Affine, isFixed } from "./affine.ts";

/** Numbers that a graph computes from the length of its batch axis. */
export interface BatchNumbers {
  /** int64 `[entries]`: each `slope * batch + offset`. */
  vector(entries: readonly Affine[]): Value;
  /** The same number everywhere, in a shape that follows the batch. */
  filled(uniform: Value, shape: readonly Affine[]): Value;
  /** Lines that must come before those that use the numbers. */
  readonly lines: readonly Instruction[];
}

/** An axis that is exactly as long as the batch. */
export interface BatchAxis {
  readonly input: Value;
  readonly axis: number;
}

const int64 = (shape: readonly number[]) => ({ shape, dtype: "int64" as const });

/** Computes numbers from the axis `source()`, asked for when the first one is needed. */
export function batchNumbers(graph: Graph, source: () => BatchAxis): BatchNumbers {
  const lines: Instruction[] = [];
  const made = new Set<Value>();
  const step = (
    op: string,
    inputs: readonly Value[],
    result: Parameters<Graph["node"]>[2][number],
    attributes = {},
  ) => {
    const outputs = graph.node(op, inputs, [result], attributes);
    const [output] = outputs as [Value];
    if (!made.has(output)) lines.push({ op, inputs, outputs, attributes });
    made.add(output);
    return output;
  };
  const constant = (values: readonly number[]) => graph.constant(values, [values.length], "int64");
  const batch = () => {
    const { input, axis } = source();
    return step("Shape", [input], int64([1]), { start: axis, end: axis + 1 });
  };
  const vector = (entries: readonly Affine[]): Value => {
    const slopes = entries.map(({ slope }) => slope);
    const offsets = entries.map(({ offset }) => offset);
    if (entries.every(isFixed)) return constant(offsets);
    const length = int64([entries.length]);
    const plain = entries.length === 1 && slopes[0] === 1;
    const scaled = plain ? batch() : step("Mul", [batch(), constant(slopes)], length);
    return offsets.every((offset) => offset === 0) ? scaled : step("Add", [scaled, constant(offsets)], length);
  };
  return {
    lines,
    vector,
    filled: (uniform, shape) => {
      const { from, dtype } = uniform;
      const value = from.kind === "constant" && "uniform" in from.data ? from.data.uniform : 0;
      return step("Expand", [graph.uniform(value, [], dtype), vector(shape)], { shape: uniform.shape, dtype });
    },
  };
}
