import { reshape } from "../graph/arrange.ts";
import { cast, compare, mul } from "../graph/elementwise.ts";
import { sizeOf } from "../graph/look.ts";
import { reduce } from "../graph/reduce.ts";
import { matches } from "./gathers.ts";
import { attribute, type Lowering, type Lowerings, operand } from "./lowering.ts";

/** How often, or with which weight, each of the numbers below `size` occurs along the last axis. */
const histogram: Lowering = (call) => {
  const { g } = call;
  const [x, weights] = [operand(call, "x"), operand(call, "weights")];
  const hits = matches(g, cast(g, x, "int32"), attribute(call, "size"));
  const axis = x.shape.length;
  if (attribute(call, "binaryOutput", false)) {
    return cast(g, reduce(g, "ReduceMax", cast(g, hits, "int32"), [axis - 1], false), weights.dtype);
  }
  const counted = cast(g, hits, weights.dtype);
  const weighted = sizeOf(weights.shape) === 0 ? counted : mul(g, counted, reshape(g, weights, [...weights.shape, 1]));
  return reduce(g, "ReduceSum", weighted, [axis - 1], false);
};

/** Where each value belongs in its row of a sorted sequence: how many entries are smaller ("left"), or not larger. */
const searchSorted: Lowering = (call) => {
  const { g } = call;
  const [sequence, values] = [operand(call, "sortedSequence"), operand(call, "values")];
  const [rows, length] = sequence.shape as [number, number];
  const before = attribute(call, "side", "left") === "left" ? "Less" : "LessOrEqual";
  const entries = reshape(g, sequence, [rows, 1, length]);
  const passed = compare(g, before, entries, reshape(g, values, [...values.shape, 1]));
  return reduce(g, "ReduceSum", cast(g, passed, "int32"), [2], false);
};

/** Whole numbers found by comparing and counting. */
export const COUNTS: Lowerings = { Bincount: histogram, DenseBincount: histogram, SearchSorted: searchSorted };
