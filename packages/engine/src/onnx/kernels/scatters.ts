import { expand, reshape } from "../graph/arrange.ts";
import { cast, mul } from "../graph/elementwise.ts";
import { sizeOf } from "../graph/look.ts";
import { reduce } from "../graph/reduce.ts";
import type { Graph, Value } from "../graph/types.ts";
import { sumByRow, take } from "./gathers.ts";
import { attribute, type Lowering, type Lowerings, operand } from "./lowering.ts";

/** Places in a tensor of shape `shape`: its leading axes as rows, the others as the width of a row. */
interface Places {
  /** [count] */
  readonly rows: Value;
  readonly count: number;
  readonly total: number;
  readonly width: number;
}

/** Indices [..., depth] of the `depth` leading axes as row numbers. */
function places(g: Graph, indices: Value, shape: readonly number[], depth: number): Places {
  const lead = shape.slice(0, depth);
  const count = depth === 0 ? 1 : sizeOf(indices.shape) / depth;
  const strides = lead.map((_, i) => sizeOf(lead.slice(i + 1)));
  const listed = reshape(g, cast(g, indices, "int32"), [count, depth]);
  const weighted = mul(g, listed, g.constant(strides, [depth], "int32"));
  const rows = reduce(g, "ReduceSum", weighted, [1], false);
  return { rows, count, total: sizeOf(lead), width: sizeOf(shape.slice(depth)) };
}

const lastOf = (shape: readonly number[]) => shape.at(-1) ?? 1;

const gatherNd: Lowering = (call) => {
  const { g } = call;
  const [x, indices] = [operand(call, "params"), operand(call, "indices")];
  const depth = lastOf(indices.shape);
  const { rows, total, width } = places(g, indices, x.shape, depth);
  const found = take(g, reshape(g, x, [total, width]), rows, 0);
  return reshape(g, found, [...indices.shape.slice(0, -1), ...x.shape.slice(depth)]);
};

const scatterNd: Lowering = (call) => {
  const { g } = call;
  const [indices, updates] = [operand(call, "indices"), operand(call, "updates")];
  const shape = attribute<readonly number[]>(call, "shape");
  const { rows, count, total, width } = places(g, indices, shape, lastOf(indices.shape));
  return reshape(g, sumByRow(g, reshape(g, updates, [count, width]), rows, total), shape);
};

/** `into` with whole rows replaced. Where two name the same place, either may stay, as in tfjs. */
function replaceRows(g: Graph, into: Value, { rows, count, total, width }: Places, updates: Value): Value {
  const target = expand(g, reshape(g, rows, [count, 1]), [count, width]);
  const operands = [reshape(g, into, [total, width]), target, reshape(g, updates, [count, width])];
  const result = { shape: [total, width], dtype: into.dtype };
  const [made] = g.node("ScatterElements", operands, [result], { axis: 0 });
  return reshape(g, made as Value, into.shape);
}

const update: Lowering = (call) => {
  const { g } = call;
  const [into, indices, updates] = [operand(call, "tensor"), operand(call, "indices"), operand(call, "updates")];
  return replaceRows(g, into, places(g, indices, into.shape, lastOf(indices.shape)), updates);
};

/** One index per value: a number, a list of numbers, or a list of index lists. */
const dense: Lowering = (call) => {
  const { g } = call;
  const [indices, values] = [operand(call, "sparseIndices"), operand(call, "sparseValues")];
  const shape = attribute<readonly number[]>(call, "outputShape");
  const depth = indices.shape.length > 1 ? lastOf(indices.shape) : 1;
  const known = places(g, indices, shape, depth);
  const spread = expand(g, reshape(g, values, values.shape.length === 0 ? [1] : values.shape), [known.count]);
  return replaceRows(g, expand(g, cast(g, operand(call, "defaultValue"), values.dtype), shape), known, spread);
};

/** Reading and writing at places given by several indices each. */
export const SCATTERS: Lowerings = {
  GatherNd: gatherNd,
  ScatterNd: scatterNd,
  TensorScatterUpdate: update,
  SparseToDense: dense,
};
