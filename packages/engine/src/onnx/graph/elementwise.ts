import { expand, reshape, stripExpand, transpose, untranspose } from "./arrange.ts";
import { FOLDS } from "./fold.ts";
import { broadcastShape, madeBy, padShape, sameShape, sizeOf, uniformOf } from "./look.ts";
import type { Attributes, DType, Graph, Value } from "./types.ts";

const narrow = (g: Graph, x: Value): Value => {
  const fill = uniformOf(x);
  return fill === undefined ? stripExpand(x) : g.uniform(fill, [], x.dtype);
};

/** Of convolutions that compute in NCHW and give NHWC; its inverse. */
const LAST = [0, 2, 3, 1] as const;
const FIRST = [0, 3, 1, 2] as const;

/**
 * Moves transposes of the operands behind the operation: where all operands allow it for nothing, and always from NCHW
 * to NHWC, since what is computed between two convolutions then stays in NCHW.
 */
function behindTranspose(g: Graph, operands: readonly Value[], rank: number) {
  const node = operands.map((x) => madeBy(x, "Transpose")).find((n) => n?.outputs[0]?.shape.length === rank);
  if (node === undefined) return undefined;
  const perm = node.attributes.perm as readonly number[];
  const image = sameShape(perm, LAST);
  const free = operands.map((x) => {
    const found = untranspose(g, x, perm);
    return found === undefined && image ? transpose(g, reshape(g, x, padShape(x.shape, rank)), FIRST) : found;
  });
  return free.some((x) => x === undefined) ? undefined : { perm, operands: free as Value[] };
}

/** The runtime walks element by element where the last axis has length 1, unless all operands have the same rank; the bounds of Clip must be scalars. */
function evenRanks(g: Graph, operands: readonly Value[], shape: readonly number[]): readonly Value[] {
  if (shape.at(-1) !== 1 || sizeOf(shape) === 1) return operands;
  return operands.map((x) => reshape(g, x, padShape(x.shape, shape.length)));
}

/**
 * An elementwise operation with numpy broadcasting. Uniform constants shrink to scalars, broadcasts and transposes move
 * behind the operation, and constants fold.
 */
export function elementwise(
  g: Graph,
  op: string,
  given: readonly Value[],
  dtype: DType = given[0]?.dtype ?? "float32",
  attributes: Attributes = {},
): Value {
  const shape = given.reduce<readonly number[]>((s, x) => broadcastShape(s, x.shape), []);
  const operands = given.map((x) => narrow(g, x));
  const fills = operands.map(uniformOf);
  const fold = FOLDS[op];
  if (fold !== undefined && fills.every((f) => f !== undefined)) {
    const result = fold(...(fills as number[]));
    return g.uniform(dtype === "float32" ? result : Math.trunc(result), shape, dtype);
  }
  const inner = operands.reduce<readonly number[]>((s, x) => broadcastShape(s, x.shape), []);
  const emit = (xs: readonly Value[], of: readonly number[]) =>
    g.node(op, op === "Clip" ? xs : evenRanks(g, xs, of), [{ shape: of, dtype }], attributes)[0] as Value;
  const moved = behindTranspose(g, operands, inner.length);
  if (moved === undefined) return expand(g, emit(operands, inner), shape);
  const before = moved.operands.reduce<readonly number[]>((s, x) => broadcastShape(s, x.shape), []);
  return expand(g, transpose(g, emit(moved.operands, padShape(before, moved.perm.length)), moved.perm), shape);
}

/** Another element type; the same one costs nothing. To bool: not equal to 0. */
export function cast(g: Graph, x: Value, dtype: DType): Value {
  if (x.dtype === dtype) return x;
  const fill = uniformOf(x);
  if (fill !== undefined) {
    const value = dtype === "bool" ? Number(fill !== 0) : dtype === "float32" ? fill : Math.trunc(fill);
    return g.uniform(value, x.shape, dtype);
  }
  return elementwise(g, "Cast", [x], dtype, { to: dtype });
}

/** Brings both to one type: float32 over int32 over bool. */
export function align(g: Graph, xs: readonly Value[]): Value[] {
  const order: readonly DType[] = ["bool", "int32", "int64", "float32"];
  const widest = order[Math.max(...xs.map((x) => order.indexOf(x.dtype)))] as DType;
  return xs.map((x) => cast(g, x, widest));
}

/** A uniform constant that fits `x`. */
export const like = (g: Graph, x: Value, value: number): Value => g.uniform(value, [], x.dtype);

/** +, -, *, /, max, min and their kin on aligned operands; `x + 0`, `x - 0`, `x * 1` and `x / 1` are `x`. */
export function arithmetic(g: Graph, op: "Add" | "Sub" | "Mul" | "Div" | "Max" | "Min", a: Value, b: Value): Value {
  const [p, q] = align(g, [a, b]) as [Value, Value];
  if (p.dtype === "bool") return cast(g, arithmetic(g, op, cast(g, p, "int32"), cast(g, q, "int32")), "bool");
  const shape = broadcastShape(p.shape, q.shape);
  const neutral = op === "Add" || op === "Sub" ? 0 : op === "Mul" || op === "Div" ? 1 : undefined;
  if (neutral !== undefined && uniformOf(q) === neutral) return expand(g, p, shape);
  if ((op === "Add" || op === "Mul") && uniformOf(p) === neutral) return expand(g, q, shape);
  return elementwise(g, op, [p, q]);
}

export const add = (g: Graph, a: Value, b: Value): Value => arithmetic(g, "Add", a, b);
export const sub = (g: Graph, a: Value, b: Value): Value => arithmetic(g, "Sub", a, b);
export const mul = (g: Graph, a: Value, b: Value): Value => arithmetic(g, "Mul", a, b);
export const div = (g: Graph, a: Value, b: Value): Value => arithmetic(g, "Div", a, b);

/** A function of one float32 value. */
export const unary = (g: Graph, op: string, x: Value): Value => elementwise(g, op, [cast(g, x, "float32")]);

/** Compares aligned operands. */
export function compare(
  g: Graph,
  op: "Greater" | "GreaterOrEqual" | "Less" | "LessOrEqual" | "Equal",
  a: Value,
  b: Value,
): Value {
  const [p, q] = align(g, [a, b]) as [Value, Value];
  const number = p.dtype === "bool" ? (x: Value) => cast(g, x, "int32") : (x: Value) => x;
  return elementwise(g, op, [number(p), number(q)], "bool");
}

/** `condition ? yes : no` elementwise. */
export function where(g: Graph, condition: Value, yes: Value, no: Value): Value {
  const [p, q] = align(g, [yes, no]) as [Value, Value];
  if (p.dtype === "bool") {
    const chosen = where(g, condition, cast(g, p, "int32"), cast(g, q, "int32"));
    return cast(g, chosen, "bool");
  }
  return elementwise(g, "Where", [cast(g, condition, "bool"), p, q], p.dtype);
}
