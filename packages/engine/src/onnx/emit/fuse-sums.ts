import { broadcastShape, madeBy, sameShape } from "../graph/look.ts";
import type { Value } from "../graph/types.ts";
import type { Instruction } from "./instruction.ts";
import { countUses } from "./schedule.ts";

const CONVOLUTIONS = new Set(["Conv", "ConvTranspose"]);

/** What a product or convolution can add by itself; undefined when it cannot add `c`. */
function summand({ op, outputs: [x] }: Instruction, c: Value): Value | undefined {
  const shape = (x as Value).shape;
  if (op === "Gemm") return sameShape(broadcastShape(shape, c.shape), shape) ? c : undefined;
  const channels = shape[1] as number;
  const bias = madeBy(c, "Reshape")?.inputs[0];
  const perChannel = sameShape(c.shape, [1, channels, 1, 1]) && sameShape(bias?.shape ?? [], [channels]);
  return perChannel ? bias : undefined;
}

/**
 * `A B + C` in one Gemm: biases, and sums of weight gradients over time; a convolution and its bias in one. Only where
 * nothing else uses the product.
 */
export function fuseSums(lines: readonly Instruction[], results: readonly Value[]): Instruction[] {
  const uses = countUses(lines, results);
  const products = new Map<Value, Instruction>();
  const gone = new Set<Instruction>();
  const fused = lines.map((line) => {
    let out = line;
    const [a, b] = line.inputs as [Value, Value];
    const pairs =
      line.op === "Add"
        ? ([
            [b, a],
            [a, b],
          ] as const)
        : [];
    for (const [x, c] of pairs) {
      const product = products.get(x);
      const added = product === undefined || uses.get(x) !== 1 ? undefined : summand(product, c);
      if (product === undefined || added === undefined) continue;
      gone.add(product);
      out = { ...product, inputs: [...product.inputs, added], outputs: line.outputs };
      break;
    }
    const open = (out.op === "Gemm" || CONVOLUTIONS.has(out.op)) && out.inputs.length === 2;
    if (open) products.set(out.outputs[0] as Value, out);
    return out;
  });
  return fused.filter((line) => !gone.has(line));
}
