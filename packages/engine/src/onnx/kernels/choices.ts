import { reshape } from "../graph/arrange.ts";
import { cast, compare, elementwise, where } from "../graph/elementwise.ts";
import type { Graph, Value } from "../graph/types.ts";
import { attribute, type Lowering, type Lowerings, operand } from "./lowering.ts";

type Comparison = Parameters<typeof compare>[1];

const comparison =
  (op: Comparison): Lowering =>
  (call) =>
    compare(call.g, op, operand(call, "a"), operand(call, "b"));

const not = (g: Graph, x: Value) => elementwise(g, "Not", [cast(g, x, "bool")]);

const logic =
  (op: string): Lowering =>
  (call) =>
    elementwise(call.g, op, [cast(call.g, operand(call, "a"), "bool"), cast(call.g, operand(call, "b"), "bool")]);

/** A condition of one axis chooses along the leading axis of wider operands. */
const select: Lowering = (call) => {
  const { g } = call;
  const [condition, yes, no] = [operand(call, "condition"), operand(call, "t"), operand(call, "e")];
  const rows = condition.shape.length === 1 && yes.shape.length > 1;
  const aligned = rows ? reshape(g, condition, [...condition.shape, ...yes.shape.slice(1).map(() => 1)]) : condition;
  return where(g, aligned, yes, no);
};

/** Comparisons, logic, and choice by condition. */
export const CHOICES: Lowerings = {
  Greater: comparison("Greater"),
  GreaterEqual: comparison("GreaterOrEqual"),
  Less: comparison("Less"),
  LessEqual: comparison("LessOrEqual"),
  Equal: comparison("Equal"),
  NotEqual: (call) => not(call.g, compare(call.g, "Equal", operand(call, "a"), operand(call, "b"))),
  LogicalAnd: logic("And"),
  LogicalOr: logic("Or"),
  LogicalNot: (call) => not(call.g, operand(call, "x")),
  Select: select,
  Identity: (call) => operand(call, "x"),
  Cast: (call) => cast(call.g, operand(call, "x"), attribute(call, "dtype")),
};
