import type * as tf from "@tensorflow/tfjs-core";
import type { Law, Shape } from "./values.ts";

/** A part's only source of randomness, of moving scalars and of side outputs. */
export interface Context {
  /** Static: true and false are two graphs. */
  readonly training: boolean;
  /** Names from the root, joined by "/". */
  readonly path: string;
  /** A named scope below this one. The same path twice in one program throws a NotSupportedError. */
  at(scope: string): Context;
  /** For a second pass through a net: `update` and `add` are dropped (VampPrior, evaluation inside a step). */
  quiet(): Context;
  /**
   * Noise of shape `shape` (leading axes included), float32: a function of (seed, step, path, element) and nothing else.
   * The same name twice in one scope throws.
   */
  noise(name: string, shape: Shape, law: Law): tf.Tensor;
  /** A scalar that moves between steps: beta, temperature. Its path is `context.path/name`. */
  knob(name: string): tf.Scalar;
  /** New value of a `state` parameter, applied after the step. `state` must be the parameter tensor itself. */
  update(state: tf.Tensor, next: tf.Tensor): void;
  /** An extra term, `[sample, batch]` or `[batch]`, nats: commitment, auxiliary posteriors. */
  add(term: string, value: tf.Tensor): void;
}
