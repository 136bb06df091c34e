import {
  add,
  align,
  arithmetic,
  cast,
  compare,
  div,
  elementwise,
  like,
  mul,
  sub,
  unary,
  where,
} from "../graph/elementwise.ts";
import { uniformOf } from "../graph/look.ts";
import { log1p, power } from "../graph/special.ts";
import type { Graph, Value } from "../graph/types.ts";
import { type Call, type Lowering, type Lowerings, operand } from "./lowering.ts";

/** A kernel of two operands. */
const pair =
  (lower: (g: Graph, a: Value, b: Value) => Value): Lowering =>
  (call) =>
    lower(call.g, operand(call, "a"), operand(call, "b"));

const whole = (x: Value) => x.dtype === "int32" || x.dtype === "bool";

/** floor(a / b) as int32; integer division of the runtime truncates, tfjs floors. */
function floorDivide(g: Graph, a: Value, b: Value): Value {
  const [p, q] = align(g, [a, b]) as [Value, Value];
  if (!whole(p)) return cast(g, unary(g, "Floor", div(g, p, q)), "int32");
  const [n, d] = [cast(g, p, "int32"), cast(g, q, "int32")];
  const quotient = elementwise(g, "Div", [n, d]);
  const rest = sub(g, n, mul(g, quotient, d));
  const zero = like(g, n, 0);
  const opposed = elementwise(g, "Xor", [compare(g, "Less", rest, zero), compare(g, "Less", d, zero)], "bool");
  const inexact = elementwise(g, "Not", [compare(g, "Equal", rest, zero)]);
  const down = elementwise(g, "And", [opposed, inexact]);
  return sub(g, quotient, cast(g, down, "int32"));
}

/** The remainder with the sign of b, as in tfjs; the runtime's float Mod has the sign of a, and both are exact. */
function modulo(g: Graph, a: Value, b: Value): Value {
  const [p, q] = align(g, [a, b]) as [Value, Value];
  const [n, d] = p.dtype === "bool" ? [cast(g, p, "int32"), cast(g, q, "int32")] : [p, q];
  const rest = elementwise(g, "Mod", [n, d], n.dtype, { fmod: n.dtype === "float32" ? 1 : 0 });
  if (n.dtype === "int32") return rest;
  const zero = like(g, n, 0);
  return where(g, compare(g, "Less", mul(g, rest, d), zero), add(g, rest, d), rest);
}

function raise(g: Graph, a: Value, b: Value): Value {
  const [p, q] = align(g, [a, b]) as [Value, Value];
  const exponent = q.shape.length <= p.shape.length ? uniformOf(q) : undefined;
  const short =
    whole(p) || q.shape.some((d, i) => d > 1 && d !== p.shape.at(i - q.shape.length))
      ? undefined
      : power(g, p, exponent);
  return short ?? elementwise(g, "Pow", [whole(p) ? cast(g, p, "int32") : p, whole(q) ? cast(g, q, "int32") : q]);
}

function divide(g: Graph, a: Value, b: Value): Value {
  return whole(a) && whole(b) ? floorDivide(g, a, b) : div(g, a, b);
}

/** atan2(y, x) from atan(y / x) and the signs. */
function arcTangent(g: Graph, y: Value, x: Value): Value {
  const [zero, pi] = [like(g, x, 0), like(g, x, Math.PI)];
  const turned = where(g, compare(g, "Less", y, zero), like(g, x, -Math.PI), pi);
  const base = unary(g, "Atan", div(g, y, x));
  const sideways = where(g, compare(g, "Greater", y, zero), like(g, x, Math.PI / 2), like(g, x, -Math.PI / 2));
  const onAxis = where(g, compare(g, "Equal", y, zero), zero, sideways);
  const left = add(g, base, turned);
  return where(g, compare(g, "Equal", x, zero), onAxis, where(g, compare(g, "Less", x, zero), left, base));
}

const total = (call: Call) => Object.values(call.inputs).reduce((sum, x) => add(call.g, sum, x));

/** Sums, products, quotients, powers. */
export const ARITHMETIC: Lowerings = {
  Add: pair(add),
  Sub: pair(sub),
  Multiply: pair(mul),
  RealDiv: pair(divide),
  Maximum: pair((g, a, b) => arithmetic(g, "Max", a, b)),
  Minimum: pair((g, a, b) => arithmetic(g, "Min", a, b)),
  SquaredDifference: pair((g, a, b) => {
    const d = sub(g, a, b);
    return mul(g, d, d);
  }),
  FloorDiv: pair(floorDivide),
  Mod: pair(modulo),
  Pow: pair(raise),
  Atan2: pair(arcTangent),
  AddN: total,
  Log1p: (call) => log1p(call.g, cast(call.g, operand(call, "x"), "float32")),
};
