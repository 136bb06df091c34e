import { broadcastShape, sameShape } from "../graph/look.ts";
import type { Value } from "../graph/types.ts";
import type { Instruction } from "./instruction.ts";
import { countUses } from "./schedule.ts";

/** `A B + C` in one Gemm: biases, and sums of weight gradients over time. Only products that nothing else uses. */
export function fuseSums(lines: readonly Instruction[], results: readonly Value[]): Instruction[] {
  const uses = countUses(lines, results);
  const products = new Map<Value, Instruction>();
  const gone = new Set<Instruction>();
  const fused = lines.map((line) => {
    let out = line;
    const [a, b] = line.inputs as [Value, Value];
    for (const [x, c] of line.op === "Add"
      ? ([
          [b, a],
          [a, b],
        ] as const)
      : []) {
      const product = products.get(x);
      if (product === undefined || uses.get(x) !== 1) continue;
      if (!sameShape(broadcastShape(x.shape, c.shape), x.shape)) continue;
      gone.add(product);
      out = { ...product, inputs: [...product.inputs, c], outputs: line.outputs };
      break;
    }
    if (out.op === "Gemm" && out.inputs.length === 2) products.set(out.outputs[0] as Value, out);
    return out;
  });
  return fused.filter((line) => !gone.has(line));
}
