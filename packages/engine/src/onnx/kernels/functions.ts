import { add, cast, compare, elementwise, like, mul, unary, where } from "../graph/elementwise.ts";
import { expm1, log, softplus } from "../graph/special.ts";
import type { Attributes, Graph, Value } from "../graph/types.ts";
import { attribute, type Call, type Lowering, type Lowerings, operand } from "./lowering.ts";

const float =
  (lower: (g: Graph, x: Value) => Value): Lowering =>
  (call) =>
    lower(call.g, cast(call.g, operand(call, "x"), "float32"));

/** The ONNX operation of the same meaning, on float32. */
const direct = (op: string, attributes: Attributes = {}): Lowering =>
  float((g, x) => elementwise(g, op, [x], "float32", attributes));

/** Keeps integers integers, and truths truths. */
const numeric =
  (lower: (g: Graph, x: Value, call: Call) => Value): Lowering =>
  (call) => {
    const x = operand(call, "x");
    if (x.dtype !== "bool") return lower(call.g, x, call);
    return cast(call.g, lower(call.g, cast(call.g, x, "int32"), call), "bool");
  };

const rounding = (op: string): Lowering => numeric((g, x) => (x.dtype === "int32" ? x : unary(g, op, x)));

/** 1 where x > 0, else alpha; NaN stays NaN only through the product that follows. */
const step: Lowering = (call) => {
  const x = operand(call, "x");
  const { g } = call;
  const alpha = attribute(call, "alpha", 0);
  const positive = compare(g, "Greater", x, like(g, x, 0));
  if (alpha === 0) return cast(g, positive, x.dtype);
  return where(g, positive, like(g, x, 1), like(g, x, alpha));
};

const clip = numeric((g, x, call) => {
  const [low, high] = [attribute<number>(call, "clipValueMin"), attribute<number>(call, "clipValueMax")];
  return elementwise(g, "Clip", [x, like(g, x, low), like(g, x, high)]);
});

/** Gradient of elu from its output y: dy where y >= 0, dy (y + 1) elsewhere. */
const eluGrad: Lowering = (call) => {
  const { g } = call;
  const [dy, y] = [operand(call, "dy"), operand(call, "y")];
  const slope = add(g, y, like(g, y, 1));
  return mul(g, dy, where(g, compare(g, "GreaterOrEqual", y, like(g, y, 0)), like(g, y, 1), slope));
};

const finite = (g: Graph, x: Value) =>
  compare(g, "Less", unary(g, "Abs", x), g.uniform(Number.POSITIVE_INFINITY, [], "float32"));

const prelu: Lowering = (call) => {
  const { g } = call;
  const [x, alpha] = [operand(call, "x"), operand(call, "alpha")];
  return where(g, compare(g, "GreaterOrEqual", x, like(g, x, 0)), x, mul(g, alpha, x));
};

const names = [
  "Sqrt",
  "Exp",
  "Sin",
  "Cos",
  "Tan",
  "Asin",
  "Acos",
  "Atan",
  "Sinh",
  "Cosh",
  "Tanh",
  "Asinh",
  "Acosh",
  "Atanh",
  "Erf",
  "Sigmoid",
  "Reciprocal",
];

/** Functions of one operand. */
export const FUNCTIONS: Lowerings = {
  ...Object.fromEntries(names.map((name) => [name, direct(name)])),
  Neg: numeric((g, x) => elementwise(g, "Neg", [x])),
  Abs: numeric((g, x) => elementwise(g, "Abs", [x])),
  Sign: numeric((g, x) => elementwise(g, "Sign", [x])),
  Relu: numeric((g, x) => elementwise(g, "Relu", [x])),
  Square: numeric((g, x) => mul(g, x, x)),
  Floor: rounding("Floor"),
  Ceil: rounding("Ceil"),
  Round: rounding("Round"),
  Log: float(log),
  Expm1: float(expm1),
  Softplus: float(softplus),
  Rsqrt: float((g, x) => unary(g, "Reciprocal", unary(g, "Sqrt", x))),
  Relu6: numeric((g, x) => elementwise(g, "Clip", [x, like(g, x, 0), like(g, x, 6)])),
  LeakyRelu: (call) => {
    const x = cast(call.g, operand(call, "x"), "float32");
    return elementwise(call.g, "LeakyRelu", [x], "float32", { alpha: { float: attribute(call, "alpha", 0.2) } });
  },
  Prelu: prelu,
  Elu: direct("Elu", { alpha: { float: 1 } }),
  EluGrad: eluGrad,
  Selu: direct("Selu", { alpha: { float: 1.6732632423543772 }, gamma: { float: 1.0507009873554805 } }),
  ClipByValue: clip,
  Step: step,
  IsNan: float((g, x) => elementwise(g, "IsNaN", [x], "bool")),
  IsInf: float((g, x) => elementwise(g, "IsInf", [x], "bool")),
  IsFinite: float(finite),
};
