import type { Shape } from "@elbo/spec";
import { reshape, transposeLast } from "./arrange.ts";
import { broadcastShape, madeBy, sizeOf } from "./look.ts";
import type { Graph, Value } from "./types.ts";

const flipped = (x: Value): Value | undefined => {
  const node = madeBy(x, "Transpose");
  return x.shape.length === 2 ? node?.inputs[0] : undefined;
};

/** `a` (or its transpose) times `b` for matrices, as one Gemm that takes transposes for free. */
function gemm(g: Graph, a: Value, b: Value, transA: boolean, transB: boolean): Value {
  const [fa, fb] = [flipped(a), flipped(b)];
  if (fa !== undefined) return gemm(g, fa, b, !transA, transB);
  if (fb !== undefined) return gemm(g, a, fb, transA, !transB);
  const shape = [a.shape[transA ? 1 : 0] as number, b.shape[transB ? 0 : 1] as number];
  const attributes = { transA: Number(transA), transB: Number(transB) };
  return g.node("Gemm", [a, b], [{ shape, dtype: "float32" }], attributes)[0] as Value;
}

/** Product of the last two axes, broadcasting the others. */
export function matMul(g: Graph, a: Value, b: Value, transposeA = false, transposeB = false): Value {
  const [ra, rb] = [a.shape.length, b.shape.length];
  if (ra === 2 && rb === 2 && a.dtype === "float32") return gemm(g, a, b, transposeA, transposeB);
  const leadA = sizeOf(a.shape.slice(0, -2));
  const leadB = sizeOf(b.shape.slice(0, -2));
  if (a.dtype === "float32" && leadB === 1 && !transposeA && rb <= ra) {
    const rows = reshape(g, a, [leadA * (a.shape[ra - 2] as number), a.shape[ra - 1] as number]);
    const flat = gemm(g, rows, reshape(g, b, b.shape.slice(-2)), false, transposeB);
    return reshape(g, flat, [...a.shape.slice(0, -1), flat.shape[1] as number]);
  }
  const p = transposeA ? transposeLast(g, a) : a;
  const q = transposeB ? transposeLast(g, b) : b;
  const shape: Shape = [
    ...broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2)),
    p.shape.at(-2) as number,
    q.shape.at(-1) as number,
  ];
  return g.node("MatMul", [p, q], [{ shape, dtype: a.dtype }])[0] as Value;
}
