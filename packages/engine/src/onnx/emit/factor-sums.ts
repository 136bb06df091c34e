import { broadcastShape, madeBy, sizeOf, uniformOf } from "../graph/look.ts";
import type { Graph, Value } from "../graph/types.ts";
import { type Instruction, once } from "./instruction.ts";
import { countUses } from "./schedule.ts";

/** A factor without its sign: negations are looked through, and a constant is its size. */
function signed(x: Value, sign = 1): { readonly sign: number; readonly root: Value | number } {
  const inner = madeBy(x, "Neg")?.inputs[0];
  if (inner !== undefined) return signed(inner, -sign);
  const fill = uniformOf(x);
  return fill === undefined ? { sign, root: x } : { sign: fill < 0 ? -sign : sign, root: Math.abs(fill) };
}

/** The operands of two products, common small factor first; its sign in the second product is `sign` times its sign in the first. */
function common(p: Instruction, q: Instruction) {
  for (const [c, a] of [p.inputs, [...p.inputs].reverse()] as [Value, Value][]) {
    for (const [d, b] of [q.inputs, [...q.inputs].reverse()] as [Value, Value][]) {
      const [first, second] = [signed(c), signed(d)];
      const small = 2 * sizeOf(c.shape) <= Math.max(sizeOf(a.shape), sizeOf(b.shape));
      if (first.root === second.root && small) return { c, a, b, sign: first.sign * second.sign };
    }
  }
  return undefined;
}

/** c a + c b becomes c (a + b), also with opposite signs, where c is broadcast and nothing else uses the products. */
export function factorSums(graph: Graph, lines: readonly Instruction[], results: readonly Value[]): Instruction[] {
  const uses = countUses(lines, results);
  const products = new Map<Value, Instruction>();
  const gone = new Set<Instruction>();
  const replaced = lines.flatMap((line) => {
    const [x, y] = line.inputs as [Value, Value];
    const [out] = line.outputs as [Value];
    if (line.op === "Mul" && uses.get(out) === 1) products.set(out, line);
    const [p, q] = line.op === "Add" || line.op === "Sub" ? [products.get(x), products.get(y)] : [];
    const shared = p === undefined || q === undefined || p === q ? undefined : common(p, q);
    if (p === undefined || q === undefined || shared === undefined) return [line];
    gone.add(p).add(q);
    const { c, a, b, sign } = shared;
    const op = (line.op === "Add") === sign > 0 ? "Add" : "Sub";
    const shape = broadcastShape(a.shape, b.shape);
    const outputs = graph.node(op, [a, b], [{ shape, dtype: out.dtype }]);
    const product = { op: "Mul", inputs: [c, outputs[0] as Value], outputs: [out], attributes: {} };
    return [{ op, inputs: [a, b], outputs, attributes: {} }, product];
  });
  return once(replaced.filter((line) => !gone.has(line)));
}
