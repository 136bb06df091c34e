import * as tf from "@tensorflow/tfjs-core";
import { expand, reshape, transpose } from "../graph/arrange.ts";
import { add, cast, compare, elementwise, like, mul, where } from "../graph/elementwise.ts";
import { sizeOf } from "../graph/look.ts";
import { matMul } from "../graph/product.ts";
import type { Graph, Value } from "../graph/types.ts";
import { attribute, type Lowering, type Lowerings, operand } from "./lowering.ts";

/** Up to this many segments, one product with a one-hot matrix beats scattering. */
const ONE_HOT_SEGMENTS = 256;

const counting = (g: Graph, n: number) =>
  g.constant(
    Array.from({ length: n }, (_, i) => i),
    [n],
    "int32",
  );

/** 1 where the last axis equals the index: an index outside 0..depth-1 gives zeros, as in tfjs. */
export const matches = (g: Graph, indices: Value, depth: number) =>
  compare(g, "Equal", reshape(g, indices, [...indices.shape, 1]), counting(g, depth));

const oneHot: Lowering = (call) => {
  const { g } = call;
  const hit = matches(g, cast(g, operand(call, "indices"), "int32"), attribute(call, "depth"));
  const dtype = attribute<"int32" | "float32" | "bool">(call, "dtype", "int32");
  const [on, off] = [attribute(call, "onValue", 1), attribute(call, "offValue", 0)];
  if (on === 1 && off === 0) return cast(g, hit, dtype);
  const number = dtype === "bool" ? "int32" : dtype;
  return cast(g, where(g, hit, g.uniform(on, [], number), g.uniform(off, [], number)), dtype);
};

/** Slices of `x` along `axis`, by whole numbers: the axes of `indices` stand where that axis stood. */
export const take = (g: Graph, x: Value, indices: Value, axis: number): Value => {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return g.node("Gather", [x, indices], [{ shape, dtype: x.dtype }], { axis })[0] as Value;
};

/** Batch axes go into the row number: rows of [batch, axis] in front, taken, and put back behind the axes before `axis`. */
function takePerBatch(g: Graph, x: Value, indices: Value, axis: number, batch: number): Value {
  const count = indices.shape.length - batch;
  const length = x.shape[axis] as number;
  const rank = x.shape.length;
  const [lead, outer, inner] = [x.shape.slice(0, batch), x.shape.slice(batch, axis), x.shape.slice(axis + 1)];
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const front = transpose(g, x, [...range(0, batch), axis, ...range(batch, axis), ...range(axis + 1, rank)]);
  const rows = g.constant(
    range(0, sizeOf(lead)).map((i) => i * length),
    [...lead, ...indices.shape.slice(batch).map(() => 1)],
    "int32",
  );
  const flat = reshape(g, front, [sizeOf(lead) * length, ...outer, ...inner]);
  const taken = take(g, flat, add(g, indices, rows), 0);
  const [from, to] = [batch + count, batch + count + outer.length];
  return transpose(g, taken, [
    ...range(0, batch),
    ...range(from, to),
    ...range(batch, from),
    ...range(to, taken.shape.length),
  ]);
}

const gather: Lowering = (call) => {
  const { g } = call;
  const [x, given] = [operand(call, "x"), operand(call, "indices")];
  const indices = cast(g, given, "int32");
  const axis = tf.util.parseAxisParam(attribute<number>(call, "axis"), [...x.shape])[0] as number;
  const batch = attribute(call, "batchDims", 0);
  return batch === 0 ? take(g, x, indices, axis) : takePerBatch(g, x, indices, axis, batch);
};

/** sum_i onehot(id_i)^T x_i. */
function segmentProduct(g: Graph, rows: Value, ids: Value, segments: number): Value {
  return matMul(g, cast(g, matches(g, ids, segments), "float32"), rows, true, false);
}

/** ScatterElements adds duplicates correctly with several threads (ScatterND does not). Rows outside are left out. */
function segmentScatter(g: Graph, rows: Value, ids: Value, segments: number): Value {
  const [count, width] = rows.shape as [number, number];
  const column = reshape(g, ids, [count, 1]);
  const inside = elementwise(g, "And", [
    compare(g, "GreaterOrEqual", column, like(g, column, 0)),
    compare(g, "Less", column, like(g, column, segments)),
  ]);
  const target = expand(g, mul(g, column, cast(g, inside, "int32")), [count, width]);
  const zeros = g.uniform(0, [segments, width], rows.dtype);
  const updates = mul(g, rows, cast(g, inside, rows.dtype));
  return g.node("ScatterElements", [zeros, target, updates], [{ shape: [segments, width], dtype: rows.dtype }], {
    axis: 0,
    reduction: "add",
  })[0] as Value;
}

/** Row i of `rows` [count, width] added to row `ids[i]` of [segments, width]. */
export function sumByRow(g: Graph, rows: Value, ids: Value, segments: number): Value {
  const small = segments <= ONE_HOT_SEGMENTS && rows.dtype === "float32";
  return small ? segmentProduct(g, rows, ids, segments) : segmentScatter(g, rows, ids, segments);
}

const segmentSum: Lowering = (call) => {
  const { g } = call;
  const [x, given] = [operand(call, "x"), operand(call, "segmentIds")];
  const segments = attribute<number>(call, "numSegments");
  const event = x.shape.slice(given.shape.length);
  const count = sizeOf(given.shape);
  const rows = reshape(g, x, [count, sizeOf(event)]);
  const ids = reshape(g, cast(g, given, "int32"), [count]);
  return reshape(g, sumByRow(g, rows, ids, segments), [segments, ...event]);
};

/** Looking up, counting into, one-hot codes. */
export const GATHERS: Lowerings = { GatherV2: gather, UnsortedSegmentSum: segmentSum, OneHot: oneHot };
