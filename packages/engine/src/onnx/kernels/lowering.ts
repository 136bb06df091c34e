import { EngineError } from "@elbo/spec";
import type { Graph, Value } from "../graph/types.ts";

/** One call of a tfjs kernel: its operands by tfjs's names, and its attributes. */
export interface Call {
  readonly g: Graph;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** What a tfjs kernel becomes in the graph. */
export type Lowering = (call: Call) => Value | readonly Value[];

/** Lowerings by tfjs kernel name. */
export type Lowerings = Readonly<Record<string, Lowering>>;

/** The operand called `name`. */
export function operand({ inputs }: Call, name: string): Value {
  const value = inputs[name];
  if (value === undefined) {
    throw new EngineError(`a kernel was called without its operand "${name}"`, {
      where: "engine/trace",
      received: Object.keys(inputs).join(", "),
    });
  }
  return value;
}

/** An attribute, typed as tfjs's kernel declares it. */
export function attribute<T>({ attrs }: Call, name: string, otherwise?: T): T {
  return (attrs[name] ?? otherwise) as T;
}

/** Refuses what a lowering does not cover. */
export function refuse(what: string): never {
  throw new EngineError(`${what} cannot be lowered to ONNX`, {
    where: "engine/trace",
    remedy: "Run this program with `engine: node`, or report what you need.",
  });
}
