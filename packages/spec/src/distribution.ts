import type * as tf from "@tensorflow/tfjs-core";
import type { Context } from "./context.ts";
import type { Named, Shape } from "./values.ts";

/** A value with its log density along the path that made it (known for flows and Hamiltonian steps too). */
export interface Draw {
  /** `[sample, batch, ...event]` */
  readonly value: tf.Tensor;
  /** `[sample, batch]`, nats */
  readonly logProb: tf.Tensor;
}

/**
 * A density or mass function. Shapes follow `sampleShape + batchShape + eventShape`.
 * Parameter tensors are plain fields; no part calls `tf.tidy`, the runner does, once.
 */
export interface Distribution {
  /** Names the family for the closed-form KL look-up, e.g. "normal-diagonal". */
  readonly family: string;
  readonly batchShape: Shape;
  readonly eventShape: Shape;
  readonly parameters: Named<tf.Tensor>;
  /** How gradients reach the parameters through a draw. */
  readonly gradient: "pathwise" | "relaxed" | "straight-through" | "none";
  /** True: `logProb` is the log of a probability, of values that can be counted; absent: the log of a density. */
  readonly mass?: true;
  /** `samples` draws, `[samples, ...batch, ...event]`. Absent: draw with a Stepper. */
  draw?(samples: number, context: Context): Draw;
  /** `value` `[...sample, ...batch, ...event]` -> `[...sample, ...batch]`, nats. Absent: known only for own draws. */
  logProb?(value: tf.Tensor): tf.Tensor;
  /** The same density, no gradient into its parameters (STL, DReG). */
  frozen?(): Distribution;
  mean?(): tf.Tensor;
  mode?(): tf.Tensor;
  /** Nats, `[...batch]`. */
  entropy?(): tf.Tensor;
  cdf?(value: tf.Tensor): tf.Tensor;
  /** Of each number, `[...batch, ...event]`. */
  variance?(): tf.Tensor;
  /** Of a mass over 0, 1, .., n - 1: log p of every value, `[...batch, value]`, nats. */
  logMasses?(): tf.Tensor;
  /** Where transports moved the draws: the law before the first of them. */
  readonly before?: Distribution;
  /** The law of the value plus independent N(0, sigma^2) noise on each number, where it has a closed form. */
  withNoise?(sigma: number): Distribution;
}
