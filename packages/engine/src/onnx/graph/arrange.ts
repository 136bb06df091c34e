import type { Shape } from "@elbo/spec";
import { broadcastShape, madeBy, padShape, sameShape, sizeOf, uniformOf } from "./look.ts";
import type { Graph, Value } from "./types.ts";

/** An int64 vector: shapes, axes, pads. */
export const vector = (g: Graph, values: readonly number[]): Value => g.constant(values, [values.length], "int64");

const one = (g: Graph, op: string, x: Value, rest: readonly Value[], shape: Shape, attributes = {}): Value =>
  g.node(op, [x, ...rest], [{ shape, dtype: x.dtype }], attributes)[0] as Value;

/** The same elements in another shape. */
export function reshape(g: Graph, x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const fill = uniformOf(x);
  if (fill !== undefined) return g.uniform(fill, shape, x.dtype);
  const inner = madeBy(x, "Reshape")?.inputs[0];
  if (inner !== undefined) return reshape(g, inner, shape);
  const single = stripExpand(x);
  if (single !== x && sizeOf(single.shape) === 1) return expand(g, reshape(g, single, []), shape);
  return one(g, "Reshape", x, [vector(g, shape)], shape);
}

/** Axis i of the result is axis `perm[i]` of `x`. Adjacent transposes merge; moving axes of length 1 is a reshape. */
export function transpose(g: Graph, x: Value, perm: readonly number[]): Value {
  const shape = perm.map((p) => x.shape[p] as number);
  const moved = perm.filter((p) => x.shape[p] !== 1);
  if (moved.every((p, i) => i === 0 || p > (moved[i - 1] as number))) return reshape(g, x, shape);
  const fill = uniformOf(x);
  if (fill !== undefined) return g.uniform(fill, shape, x.dtype);
  const inner = madeBy(x, "Transpose");
  if (inner !== undefined) {
    const before = inner.attributes.perm as readonly number[];
    return transpose(
      g,
      inner.inputs[0] as Value,
      perm.map((p) => before[p] as number),
    );
  }
  return one(g, "Transpose", x, [], shape, { perm });
}

/** Swaps the last two axes. */
export function transposeLast(g: Graph, x: Value): Value {
  const rank = x.shape.length;
  return transpose(g, x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}

/** Broadcasts to `shape`. Elementwise consumers look through it, so it often costs nothing. */
export function expand(g: Graph, x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const fill = uniformOf(x);
  if (fill !== undefined) return g.uniform(fill, shape, x.dtype);
  if (sizeOf(shape) === sizeOf(x.shape)) return reshape(g, x, shape);
  return one(g, "Expand", stripExpand(x), [vector(g, shape)], shape);
}

/** What an Expand was made from. */
export function stripExpand(x: Value): Value {
  return madeBy(x, "Expand")?.inputs[0] ?? x;
}

/** The value `y` with `transpose(y, perm) == x`, where it costs no data movement. */
export function untranspose(g: Graph, x: Value, perm: readonly number[]): Value | undefined {
  const node = madeBy(x, "Transpose");
  if (node !== undefined) {
    const inner = node.attributes.perm as readonly number[];
    return sameShape(inner, perm) ? (node.inputs[0] as Value) : undefined;
  }
  if (x.shape.length > perm.length || x.shape.filter((d) => d !== 1).length > 1) return undefined;
  if (x.shape.length === 0) return x;
  const padded = padShape(x.shape, perm.length);
  const shape = [...padded];
  for (const [i, p] of perm.entries()) shape[p] = padded[i] as number;
  return reshape(g, x, shape);
}

/** Joins along `axis`. */
export function concat(g: Graph, xs: readonly Value[], axis: number): Value {
  const full = xs.filter((x) => sizeOf(x.shape) > 0);
  if (full.length === 1) return full[0] as Value;
  const [first] = xs as [Value];
  const shape = [...first.shape];
  shape[axis] = xs.reduce((sum, x) => sum + (x.shape[axis] as number), 0);
  return g.node("Concat", full, [{ shape, dtype: first.dtype }], { axis })[0] as Value;
}

/** Cuts along `axis` into pieces of the given sizes; cutting what was just joined gives the pieces back. */
export function split(g: Graph, x: Value, sizes: readonly number[], axis: number): Value[] {
  if (sizes.length === 1) return [x];
  const joined = madeBy(x, "Concat");
  if (joined?.attributes.axis === axis) {
    const pieces = joined.inputs as readonly Value[];
    if (
      sameShape(
        pieces.map((p) => p.shape[axis] as number),
        sizes,
      )
    )
      return [...pieces];
  }
  const results = sizes.map((n) => ({ shape: x.shape.map((d, i) => (i === axis ? n : d)), dtype: x.dtype }));
  const fill = uniformOf(x);
  if (fill !== undefined) return results.map(({ shape }) => g.uniform(fill, shape, x.dtype));
  return g.node("Split", [x, vector(g, sizes)], results, { axis });
}

/** `size` elements from `begin` on, per axis. */
export function slice(g: Graph, x: Value, begin: readonly number[], size: readonly number[]): Value {
  if (sameShape(x.shape, size)) return x;
  const fill = uniformOf(x);
  if (fill !== undefined) return g.uniform(fill, size, x.dtype);
  const axes = size.flatMap((n, i) => (n === x.shape[i] ? [] : [i]));
  const from = axes.map((i) => begin[i] as number);
  const to = axes.map((i) => (begin[i] as number) + (size[i] as number));
  return one(g, "Slice", x, [vector(g, from), vector(g, to), vector(g, axes)], size);
}

/** Every `strides[i]`-th element from `begin[i]` up to `end[i]`, which is left out; strides may be negative. */
export function pick(
  g: Graph,
  x: Value,
  begin: readonly number[],
  end: readonly number[],
  strides: readonly number[],
): Value {
  const size = begin.map((b, i) => Math.max(0, Math.ceil(((end[i] as number) - b) / (strides[i] as number))));
  if (strides.every((s) => s === 1)) return slice(g, x, begin, size);
  const fill = uniformOf(x);
  if (fill !== undefined) return g.uniform(fill, size, x.dtype);
  const to = end.map((e) => (e < 0 ? -(2 ** 31) : e));
  const axes = begin.map((_, i) => i);
  return one(g, "Slice", x, [vector(g, begin), vector(g, to), vector(g, axes), vector(g, strides)], size);
}

/** Reverses the order along `axes`. */
export function reverse(g: Graph, x: Value, axes: readonly number[]): Value {
  const long = axes.filter((i) => (x.shape[i] as number) > 1);
  if (long.length === 0 || uniformOf(x) !== undefined) return x;
  const all = (value: number) =>
    vector(
      g,
      long.map(() => value),
    );
  return one(g, "Slice", x, [all(-1), all(-(2 ** 31)), vector(g, long), all(-1)], x.shape);
}

/** Adds `before`/`after` elements of value `fill` per axis. */
export function pad(g: Graph, x: Value, pads: readonly (readonly [number, number])[], fill: number): Value {
  if (pads.every(([a, b]) => a === 0 && b === 0)) return x;
  const shape = x.shape.map((d, i) => d + (pads[i]?.[0] ?? 0) + (pads[i]?.[1] ?? 0));
  if (uniformOf(x) === fill) return g.uniform(fill, shape, x.dtype);
  const amounts = vector(g, [...pads.map((p) => p[0]), ...pads.map((p) => p[1])]);
  return one(g, "Pad", x, [amounts, g.uniform(fill, [], x.dtype)], shape, { mode: "constant" });
}

/** Repeats along every axis; where only axes of length 1 are repeated this is a broadcast. */
export function tile(g: Graph, x: Value, repeats: readonly number[]): Value {
  const shape = x.shape.map((d, i) => d * (repeats[i] as number));
  const fill = uniformOf(x);
  if (fill !== undefined) return g.uniform(fill, shape, x.dtype);
  if (sameShape(broadcastShape(x.shape, shape), shape) && x.shape.every((d, i) => d === 1 || repeats[i] === 1)) {
    return expand(g, x, shape);
  }
  return one(g, "Tile", x, [vector(g, repeats)], shape);
}
