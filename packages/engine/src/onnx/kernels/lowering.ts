import type { Graph, Value } from "../graph/types.ts";
import { Refusal } from "./refusal.ts";

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
  return inputs[name] ?? refuse(`a call without the operand "${name}"`);
}

/** An attribute, typed as tfjs's kernel declares it. */
export function attribute<T>({ attrs }: Call, name: string, otherwise?: T): T {
  return (attrs[name] ?? otherwise) as T;
}

/** Refuses what a lowering does not cover. */
export function refuse(what: string): never {
  throw new Refusal(what);
}
