import type { GraphNode, Value } from "../graph/types.ts";
import type { Instruction } from "./instruction.ts";

/** The nodes that `results` depend on, in the order in which they were recorded; everything else is dead. */
export function schedule(results: readonly Value[]): Instruction[] {
  const live = new Set<GraphNode>();
  const open = [...results];
  for (let x = open.pop(); x !== undefined; x = open.pop()) {
    if (x.from.kind !== "node" || live.has(x.from.node)) continue;
    live.add(x.from.node);
    for (const input of x.from.node.inputs) if (input !== undefined) open.push(input);
  }
  return [...live]
    .sort((a, b) => a.index - b.index)
    .map(({ op, inputs, outputs, attributes }) => ({ op, inputs, outputs, attributes }));
}

/** How often each value is used, as an operand or as a result. */
export function countUses(lines: readonly Instruction[], results: readonly Value[]): Map<Value, number> {
  const uses = new Map<Value, number>();
  const count = (x: Value | undefined) => x !== undefined && uses.set(x, (uses.get(x) ?? 0) + 1);
  for (const line of lines) line.inputs.forEach(count);
  results.forEach(count);
  return uses;
}
