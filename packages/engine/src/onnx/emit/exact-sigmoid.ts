import { uniformOf } from "../graph/look.ts";
import { loopOf, within } from "../graph/loop.ts";
import type { Graph, Value } from "../graph/types.ts";
import { type Instruction, once } from "./instruction.ts";

const INVERTING = new Set(["Reciprocal", "Log", "Pow", "Sqrt"]);

/** Operations that hand on a relative error: they move numbers, choose among them, multiply them or add up positive ones. */
const PASSING = new Set([
  ...["Reshape", "Transpose", "Expand", "Tile", "Concat", "Split", "Slice", "Gather", "Identity", "Neg", "Mul", "Add"],
  ...["Where", "Max", "Min", "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd"],
]);

/** Does an operation need its operand `x` with small relative error where it is small? */
export const sensitive = (line: Pick<Instruction, "op" | "inputs">, x: Value): boolean =>
  INVERTING.has(line.op) || (line.op === "Div" && line.inputs[1] === x);

/** Beside a constant that is added, a small number does not count. */
const drowned = ({ op, inputs }: Instruction) =>
  op === "Add" && inputs.some((x) => x !== undefined && (uniformOf(x) ?? 0) !== 0);

/** What must have a small relative error where it is small: `seeds`, what something divides by, and what these come from. */
export function delicateValues(lines: readonly Instruction[], seeds: Iterable<Value> = []): Set<Value> {
  const delicate = new Set(seeds);
  for (const line of [...lines].reverse()) {
    if (line.op === "Scan") for (const x of delicateOperands(line, delicate)) delicate.add(x);
    const hands = PASSING.has(line.op) && line.outputs.some((y) => delicate.has(y)) && !drowned(line);
    for (const x of line.inputs) if (x !== undefined && (hands || sensitive(line, x))) delicate.add(x);
  }
  return delicate;
}

/** What a loop's body needs so, of what it is given and of what it takes from outside. */
function delicateOperands(line: Instruction, delicate: ReadonlySet<Value>): Value[] {
  const { body } = loopOf(line);
  const seeds = body.results.filter((_, i) => delicate.has(line.outputs[i] as Value));
  const inside = delicateValues(within(body), seeds);
  return (line.inputs as readonly Value[]).filter((x, i) => inside.has(body.slots[i] ?? x));
}

/**
 * The runtime's Sigmoid is 0 below -18. Where something divides by a sigmoid, or by what is made of one, or takes its root
 * or logarithm, it becomes 1 / (1 + e^-x). A sigmoid of an absolute value is safe.
 */
export function exactSigmoid(graph: Graph, lines: readonly Instruction[], delicate: ReadonlySet<Value>): Instruction[] {
  const replaced = lines.flatMap((line) => {
    const [x] = line.inputs as [Value];
    const safe = x?.from.kind === "node" && x.from.node.op === "Abs";
    if (line.op !== "Sigmoid" || safe || !delicate.has(line.outputs[0] as Value)) return [line];
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
