import { uniformOf } from "../graph/look.ts";
import type { Value } from "../graph/types.ts";
import type { Instruction } from "./instruction.ts";

/**
 * `x > 0` becomes `relu(x) > 0`, the same truth, where relu(x) is computed anyway. The operand x then often has one use
 * left, and the runtime computes the activation inside the product or convolution before it.
 */
export function shareRelus(lines: readonly Instruction[]): Instruction[] {
  const relus = new Map<Value, Value>();
  return lines.map((line) => {
    const [x, y] = line.inputs as readonly [Value, Value | undefined];
    if (line.op === "Relu") relus.set(x, line.outputs[0] as Value);
    const relu = line.op === "Greater" && y !== undefined && uniformOf(y) === 0 ? relus.get(x) : undefined;
    return relu === undefined ? line : { ...line, inputs: [relu, y] };
  });
}
