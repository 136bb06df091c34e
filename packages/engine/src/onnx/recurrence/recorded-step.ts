import type { Cell } from "@elbo/program";
import type { Named } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import type { Value } from "../graph/types.ts";

/** A cell that ran once on symbols. */
export interface RecordedStep {
  readonly cell: Cell;
  /** How deep in other loops: slots of different depths have different names. */
  readonly depth: number;
  readonly time: number;
  /** States before the step: slots. */
  readonly states: Named<Value>;
  /** One step of each sequence: slots, or what is the same at each step. */
  readonly xs: Named<Value>;
  readonly next: Named<Value>;
  readonly out: Named<Value>;
  /** Tensors from outside that the cell computes with. */
  readonly captured: readonly tf.Tensor[];
  /** Operations of a step. */
  readonly nodes: number;
}

/** The same entries, each changed by `change`. */
export const mapNamed = <A, B>(named: Named<A>, change: (x: A, name: string) => B): Named<B> =>
  Object.fromEntries(Object.entries(named).map(([name, x]) => [name, change(x, name)]));
