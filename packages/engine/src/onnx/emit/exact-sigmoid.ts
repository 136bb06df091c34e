import type { Graph, Value } from "../graph/types.ts";
import { type Instruction, once } from "./instruction.ts";

const INVERTING = new Set(["Reciprocal", "Log", "Pow", "Sqrt"]);

/** Does an operation need its operand `x` with small relative error where it is small? */
export const sensitive = (line: Pick<Instruction, "op" | "inputs">, x: Value): boolean =>
  INVERTING.has(line.op) || (line.op === "Div" && line.inputs[1] === x);

/**
 * The runtime's Sigmoid is 0 below -18. Where something divides by a sigmoid or takes its root, it becomes
 * 1 / (1 + e^-x). A sigmoid of an absolute value is safe.
 */
export function exactSigmoid(graph: Graph, lines: readonly Instruction[]): Instruction[] {
  const sigmoids = new Map<Value, Instruction>();
  const wanted = new Set<Instruction>();
  for (const line of lines) {
    if (line.op === "Sigmoid") sigmoids.set(line.outputs[0] as Value, line);
    for (const x of line.inputs) {
      const sigmoid = x === undefined ? undefined : sigmoids.get(x);
      if (sigmoid !== undefined && sensitive(line, x as Value)) wanted.add(sigmoid);
    }
  }
  const replaced = lines.flatMap((line) => {
    const [x] = line.inputs as [Value];
    const safe = x?.from.kind === "node" && x.from.node.op === "Abs";
    if (!wanted.has(line) || safe) return [line];
    const result = { shape: x.shape, dtype: x.dtype };
    const step = (op: string, inputs: readonly Value[]) => {
      const [made] = graph.node(op, inputs, [result]);
      return { op, inputs, outputs: [made as Value], attributes: {} };
    };
    const negated = step("Neg", [x]);
    const raised = step("Exp", negated.outputs);
    const sum = step("Add", [raised.outputs[0] as Value, graph.uniform(1, [], x.dtype)]);
    return [negated, raised, sum, { op: "Reciprocal", inputs: sum.outputs, outputs: line.outputs, attributes: {} }];
  });
  return once(replaced);
}
