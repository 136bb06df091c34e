import * as tf from "@tensorflow/tfjs-core";
import { concat, split } from "../graph/arrange.ts";
import { add, cast, mul, sub, unary } from "../graph/elementwise.ts";
import { type Reduction, reduce } from "../graph/reduce.ts";
import type { Value } from "../graph/types.ts";
import { attribute, type Call, type Lowering, type Lowerings, operand } from "./lowering.ts";

function axesOf(call: Call, x: Value): number[] {
  const given = attribute<number | number[]>(call, "axis", attribute(call, "reductionIndices"));
  return tf.util.parseAxisParam(given, [...x.shape]);
}

/** Truths as whole numbers: the runtime neither adds nor compares them. */
const counted = ({ g }: Call, x: Value) => (x.dtype === "bool" ? cast(g, x, "int32") : x);

const reduction =
  (op: Reduction): Lowering =>
  (call) => {
    const x = operand(call, "x");
    const number = op === "ReduceMean" ? cast(call.g, x, "float32") : counted(call, x);
    return reduce(call.g, op, number, axesOf(call, x), attribute(call, "keepDims", false));
  };

const truth =
  (op: Reduction): Lowering =>
  (call) => {
    const x = operand(call, "x");
    const found = reduce(call.g, op, cast(call.g, x, "int32"), axesOf(call, x), attribute(call, "keepDims", false));
    return cast(call.g, found, "bool");
  };

/** The largest of numbers; of truths, whether any (or every) one is. */
const bound =
  (op: "ReduceMax" | "ReduceMin"): Lowering =>
  (call) =>
    (operand(call, "x").dtype === "bool" ? truth(op) : reduction(op))(call);

const extreme =
  (op: "ArgMax" | "ArgMin"): Lowering =>
  (call) => {
    const x = operand(call, "x");
    const axis = tf.util.parseAxisParam(attribute<number>(call, "axis"), [...x.shape])[0] as number;
    const shape = x.shape.filter((_, i) => i !== axis);
    const found = call.g.node(op, [counted(call, x)], [{ shape, dtype: "int64" }], { axis, keepdims: 0 })[0] as Value;
    return cast(call.g, found, "int32");
  };

const topK: Lowering = (call) => {
  const x = operand(call, "x");
  const k = attribute<number>(call, "k");
  const shape = [...x.shape.slice(0, -1), k];
  const number = counted(call, x);
  const results = [
    { shape, dtype: number.dtype },
    { shape, dtype: "int64" as const },
  ];
  const operands = [number, call.g.constant([k], [1], "int64")];
  const sorted = Number(attribute(call, "sorted", true));
  const [values, indices] = call.g.node("TopK", operands, results, { axis: -1, sorted });
  return [cast(call.g, values as Value, x.dtype), cast(call.g, indices as Value, "int32")];
};

const cumulativeSum: Lowering = (call) => {
  const x = counted(call, operand(call, "x"));
  const axis = tf.util.parseAxisParam(attribute<number>(call, "axis"), [...x.shape])[0] as number;
  const flags = {
    exclusive: Number(attribute(call, "exclusive", false)),
    reverse: Number(attribute(call, "reverse", false)),
  };
  return call.g.node(
    "CumSum",
    [x, call.g.constant([axis], [], "int64")],
    [{ shape: x.shape, dtype: x.dtype }],
    flags,
  )[0] as Value;
};

/** ONNX has no cumulative product: one multiplication per step. */
const cumulativeProduct: Lowering = (call) => {
  const { g } = call;
  const x = counted(call, operand(call, "x"));
  const axis = tf.util.parseAxisParam(attribute<number>(call, "axis"), [...x.shape])[0] as number;
  const length = x.shape[axis] as number;
  if (length === 0) return x;
  const given = split(g, x, new Array<number>(length).fill(1), axis);
  const steps = attribute(call, "reverse", false) ? given.reverse() : given;
  const products: Value[] = [];
  let running = g.uniform(1, (steps[0] as Value).shape, x.dtype);
  for (const step of steps) {
    const next = mul(g, running, step);
    products.push(attribute(call, "exclusive", false) ? running : next);
    running = next;
  }
  return concat(g, attribute(call, "reverse", false) ? products.reverse() : products, axis);
};

/** Along `dim`, which the runtime handles fastest when it is the last. */
const normalised =
  (op: "Softmax" | "LogSoftmax", operandName: string, axisName: string): Lowering =>
  (call) => {
    const x = operand(call, operandName);
    const axis = tf.util.parseAxisParam(attribute<number>(call, axisName, -1), [...x.shape])[0] as number;
    return call.g.node(op, [x], [{ shape: x.shape, dtype: "float32" }], { axis })[0] as Value;
  };

/** (x - mean) scale / sqrt(variance + epsilon) + offset. */
const batchNorm: Lowering = (call) => {
  const { g } = call;
  const [x, mean, variance] = [operand(call, "x"), operand(call, "mean"), operand(call, "variance")];
  const epsilon = g.uniform(attribute(call, "varianceEpsilon", 0.001), [], "float32");
  const root = unary(g, "Sqrt", add(g, variance, epsilon));
  const inverse = unary(g, "Reciprocal", root);
  const { scale, offset } = call.inputs;
  const scaled = mul(g, sub(g, x, mean), scale === undefined ? inverse : mul(g, inverse, scale));
  return offset === undefined ? scaled : add(g, scaled, offset);
};

/** Sums, extremes, their positions, and normalisations along axes. */
export const REDUCTIONS: Lowerings = {
  Sum: reduction("ReduceSum"),
  Mean: reduction("ReduceMean"),
  Max: bound("ReduceMax"),
  Min: bound("ReduceMin"),
  Prod: reduction("ReduceProd"),
  Any: truth("ReduceMax"),
  All: truth("ReduceMin"),
  ArgMax: extreme("ArgMax"),
  ArgMin: extreme("ArgMin"),
  TopK: topK,
  Cumsum: cumulativeSum,
  Cumprod: cumulativeProduct,
  Softmax: normalised("Softmax", "logits", "dim"),
  LogSoftmax: normalised("LogSoftmax", "logits", "axis"),
  FusedBatchNorm: batchNorm,
};
