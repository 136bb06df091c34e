import { vector } from "../graph/arrange.ts";
import { sizeOf } from "../graph/look.ts";
import type { Attributes, Graph, Value } from "../graph/types.ts";
import { type Instruction, once } from "./instruction.ts";

/** Columns of the result that the runtime computes at a time. */
const PANEL = 128;
/** Smaller operands are not worth three more nodes. */
const WORTH = 2 ** 15;

/**
 * A^T B, a weight gradient say: the runtime rearranges A again for every 128 columns of the result, so one transposed copy
 * of a large A is faster. The copy is made on three axes, since the runtime puts a transpose of two back into the product.
 */
export function turnOperands(graph: Graph, lines: readonly Instruction[]): Instruction[] {
  const turned = new Map<Value, Value>();
  const replaced = lines.flatMap((line) => {
    const [a, ...others] = line.inputs as [Value, ...Value[]];
    const columns = line.outputs[0]?.shape[1] as number;
    if (line.op !== "Gemm" || line.attributes.transA !== 1 || sizeOf(a.shape) < WORTH || columns <= PANEL)
      return [line];
    const copy: Instruction[] = turned.has(a) ? [] : turn(graph, a);
    const result = turned.get(a) ?? (copy.at(-1)?.outputs[0] as Value);
    turned.set(a, result);
    return [...copy, { ...line, inputs: [result, ...others], attributes: { ...line.attributes, transA: 0 } }];
  });
  return once(replaced);
}

/** The lines that transpose a matrix. */
function turn(graph: Graph, a: Value): Instruction[] {
  const [rows, columns] = a.shape as [number, number];
  const line = (op: string, inputs: readonly Value[], shape: readonly number[], attributes: Attributes = {}) => {
    const outputs = graph.node(op, inputs, [{ shape, dtype: a.dtype }], attributes);
    return { op, inputs, outputs, attributes };
  };
  const lifted = line("Reshape", [a, vector(graph, [1, rows, columns])], [1, rows, columns]);
  const moved = line("Transpose", lifted.outputs, [1, columns, rows], { perm: [0, 2, 1] });
  return [lifted, moved, line("Reshape", [moved.outputs[0] as Value, vector(graph, [columns, rows])], [columns, rows])];
}
