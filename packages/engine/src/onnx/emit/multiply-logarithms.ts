import { vector } from "../graph/arrange.ts";
import { madeBy, sameShape, sizeOf } from "../graph/look.ts";
import type { Attributes, Graph, Value } from "../graph/types.ts";
import { type Instruction, once } from "./instruction.ts";
import { countUses } from "./schedule.ts";

/** 2^-126 is the smallest product of numbers from 1/2 that float32 holds in full. */
const MOST = 120;
const LEAST = 8;

/** Is x, like the sigmoid of an absolute value, between 1/2 and 1? */
const aboveHalf = (x: Value) => madeBy(madeBy(x, "Sigmoid")?.inputs[0], "Abs") !== undefined;

/** A logarithm inside a sum, with its sign and the lines between: their operand that leads to it is dropped. */
interface Found {
  readonly log: Instruction;
  readonly sign: 1 | -1;
  /** From the sum down to the logarithm. */
  readonly path: readonly { readonly line: Instruction; readonly side: 0 | 1 }[];
}

/** The largest divisor of `count` up to MOST. */
function groupOf(count: number): number {
  for (let size = Math.min(MOST, count); size > 1; size--) if (count % size === 0) return size;
  return 1;
}

function find(
  x: Value,
  producers: ReadonlyMap<Value, Instruction>,
  uses: ReadonlyMap<Value, number>,
): Found | undefined {
  const line = producers.get(x);
  if (line === undefined || uses.get(x) !== 1) return undefined;
  if (line.op === "Log") return aboveHalf(line.inputs[0] as Value) ? { log: line, sign: 1, path: [] } : undefined;
  if (line.op === "Reshape") {
    const inner = find(line.inputs[0] as Value, producers, uses);
    return inner && { ...inner, path: [{ line, side: 0 }, ...inner.path] };
  }
  if (line.op !== "Add" && line.op !== "Sub") return undefined;
  for (const side of [0, 1] as const) {
    const [operand, other] = [line.inputs[side] as Value, line.inputs[1 - side] as Value];
    if (!sameShape(operand.shape, x.shape) || !sameShape(other.shape, x.shape)) continue;
    const inner = find(operand, producers, uses);
    if (inner === undefined) continue;
    const sign = line.op === "Sub" && side === 1 ? (-inner.sign as 1 | -1) : inner.sign;
    return { ...inner, sign, path: [{ line, side }, ...inner.path] };
  }
  return undefined;
}

/** Elements that the reduction sums into each result, when they lie side by side. */
function runLength({ inputs: [x, axes] }: Instruction): number | undefined {
  const data = axes?.from.kind === "constant" ? axes.from.data : undefined;
  if (x === undefined || axes === undefined || data === undefined) return undefined;
  const listed =
    "values" in data ? Array.from(data.values) : Array.from({ length: sizeOf(axes.shape) }, () => data.uniform);
  const last = x.shape.map((_, i) => i).slice(-listed.length);
  return sameShape(
    [...listed].sort((a, b) => a - b),
    last,
  )
    ? sizeOf(x.shape.slice(-listed.length))
    : undefined;
}

/** What is summed besides the logarithm, and the lines that make it; undefined when there is nothing. */
function without(graph: Graph, { path }: Found): { readonly made: Instruction[]; readonly rest: Value | undefined } {
  const made: Instruction[] = [];
  let rest: Value | undefined;
  for (const { line, side } of [...path].reverse()) {
    const other = line.op === "Reshape" ? undefined : (line.inputs[1 - side] as Value);
    const negated = rest === undefined && line.op === "Sub" && side === 0;
    if (rest === undefined && !negated) rest = other;
    else {
      const op = negated ? "Neg" : line.op;
      const below = rest;
      const inputs = negated ? [other] : line.inputs.map((x, i) => (i === side ? below : x));
      const outputs = graph.node(op, inputs, line.outputs, line.attributes);
      made.push({ op, inputs, outputs, attributes: line.attributes });
      rest = outputs[0] as Value;
    }
  }
  return { made, rest };
}

/** The sum of logarithms of `count` neighbours each, as logarithms of products. */
function logarithms(graph: Graph, x: Value, count: number, shape: readonly number[]): Instruction[] {
  const size = groupOf(count);
  const rows = sizeOf(x.shape) / count;
  const lines: Instruction[] = [];
  const put = (op: string, inputs: readonly Value[], of: readonly number[], attributes: Attributes = {}) => {
    const outputs = graph.node(op, inputs, [{ shape: of, dtype: x.dtype }], attributes);
    lines.push({ op, inputs, outputs, attributes });
    return outputs[0] as Value;
  };
  const as = (y: Value, of: readonly number[]) => put("Reshape", [y, vector(graph, of)], of);
  const one = vector(graph, [1]);
  const products = put("ReduceProd", [as(x, [(rows * count) / size, size]), one], [(rows * count) / size], {
    keepdims: 0,
  });
  const sums = put("ReduceSum", [as(put("Log", [products], products.shape), [rows, count / size]), one], [rows], {
    keepdims: 0,
  });
  as(sums, shape);
  return lines;
}

/**
 * Sums of logarithms of numbers between 1/2 and 1, as in sums of softplus: the logarithm of the product of some hundred of them
 * instead of a logarithm each, which the runtime computes slowly. Only where nothing else uses the logarithms.
 */
export function multiplyLogarithms(
  graph: Graph,
  lines: readonly Instruction[],
  results: readonly Value[],
): Instruction[] {
  const uses = countUses(lines, results);
  const producers = new Map(lines.flatMap((line) => line.outputs.map((output) => [output, line] as const)));
  const replaced = new Map<Instruction, readonly Instruction[]>();
  for (const line of lines) {
    const count = line.op === "ReduceSum" ? runLength(line) : undefined;
    const found = count === undefined ? undefined : find(line.inputs[0] as Value, producers, uses);
    if (count === undefined || found === undefined || groupOf(count) < LEAST) continue;
    const [out] = line.outputs as [Value];
    const products = logarithms(graph, found.log.inputs[0] as Value, count, out.shape);
    const sum = products.at(-1)?.outputs[0] as Value;
    const { made, rest } = without(graph, found);
    const combine = (op: string, inputs: readonly Value[]) => ({ op, inputs, outputs: [out], attributes: {} });
    for (const old of [found.log, ...found.path.map((step) => step.line)]) replaced.set(old, []);
    if (rest === undefined) replaced.set(line, [...products, combine(found.sign === 1 ? "Identity" : "Neg", [sum])]);
    else {
      const inputs = [rest, line.inputs[1]];
      const outputs = graph.node("ReduceSum", inputs, [{ shape: out.shape, dtype: out.dtype }], line.attributes);
      const partial = { ...line, inputs, outputs };
      const whole = combine(found.sign === 1 ? "Add" : "Sub", [outputs[0] as Value, sum]);
      replaced.set(line, [...products, ...made, partial, whole]);
    }
  }
  return once(lines.flatMap((line) => replaced.get(line) ?? [line]));
}
