import { sizeOf } from "../graph/look.ts";
import type { Value } from "../graph/types.ts";

/** The numbers of a constant, one per element. */
export function valuesOf({ from, shape }: Value): ArrayLike<number> {
  if (from.kind !== "constant") throw new TypeError("only constants have values");
  const { data } = from;
  return "values" in data ? data.values : new Array<number>(sizeOf(shape)).fill(data.uniform);
}

/** Do two constants of one shape hold the same numbers, bit by bit? */
export function sameConstant(a: Value, b: Value): boolean {
  if (a.dtype !== b.dtype) return false;
  if (a.from.kind === "constant" && b.from.kind === "constant") {
    const [p, q] = [a.from.data, b.from.data];
    if ("uniform" in p && "uniform" in q) return Object.is(p.uniform, q.uniform);
  }
  const [p, q] = [valuesOf(a), valuesOf(b)];
  for (let i = 0; i < p.length; i++) if (!Object.is(p[i], q[i])) return false;
  return p.length === q.length;
}
