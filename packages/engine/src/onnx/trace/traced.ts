import type { Law, Named, Shape } from "@elbo/spec";
import type { Graph, Value } from "../graph/types.ts";

/** A program as a graph: its inputs are `param:`, `input:`, `noise:` and `knob:` followed by a path. */
export interface Traced {
  readonly graph: Graph;
  /** Named outputs, `gradient/<input>` among them. */
  readonly outputs: Named<Value>;
  /** Gradients by arena path, for every parameter of the groups that were asked for; undefined: no path, so 0. */
  readonly gradients: Named<Value | undefined>;
  /** Next values of state parameters by arena path. */
  readonly updates: Named<Value>;
  readonly noise: Named<{ readonly shape: Shape; readonly law: Law }>;
  readonly knobs: readonly string[];
}
