import { sameShape } from "../graph/look.ts";
import type { Graph, Value } from "../graph/types.ts";
import type { Instruction } from "./instruction.ts";

/** A row of more ones than this is not worth its memory. */
const MOST = 2 ** 20;

/** Does the line add up the rows of a matrix? */
function addsRows({ op, inputs: [x, axes], outputs: [sum], attributes }: Instruction): boolean {
  if (op !== "ReduceSum" || x?.dtype !== "float32" || x.shape.length !== 2 || attributes.keepdims !== 0) return false;
  const [rows, columns] = x.shape as [number, number];
  const data = axes?.from.kind === "constant" ? axes.from.data : undefined;
  const first = data !== undefined && ("values" in data ? data.values[0] : data.uniform) === 0;
  return first && sameShape(sum?.shape ?? [], [columns]) && rows > 0 && columns > 0 && rows <= MOST;
}

/**
 * Sums of a matrix's rows, the gradient of a bias say, as a row of ones times the matrix: the runtime's own sum takes three times as long, and
 * its threads share out the columns, so that with two of them sixteen columns take twenty times as long.
 */
export function sumRows(graph: Graph, lines: readonly Instruction[]): Instruction[] {
  return lines.map((line) => {
    if (!addsRows(line)) return line;
    const x = line.inputs[0] as Value;
    const ones = graph.uniform(1, [x.shape[0] as number], "float32");
    return { ...line, op: "MatMul", inputs: [ones, x], attributes: {} };
  });
}
