import type { Schedule } from "@elbo/spec";

/** A stretch of the arena's trainable region, in floats. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** What an optimiser stands on: kernels that update one range of an arena in place. */
export interface OptimiserKernels {
  /** Kingma & Ba 2015 with decoupled weight decay; slots `m`, `v`. `step` counts updates of the range from 1. */
  adam(range: Range, options: AdamStep): void;
  /** Gradient descent with momentum; slot `momentum` when `momentum` is not 0. */
  sgd(range: Range, options: SgdStep): void;
}

/** Numbers of one Adam update. */
export interface AdamStep {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly step: number;
}

/** Numbers of one update by gradient descent. */
export interface SgdStep {
  readonly rate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/** Turns gradients into new values; all memory is in named slots of the arena. */
export interface Optimiser {
  /** Slots that the arena must have. */
  readonly slots: readonly string[];
  /** Learning rate at a moment. */
  readonly rate: Schedule;
  /** Moves `ranges` by their gradients; `step` counts the updates of these ranges from 1. */
  step(kernels: OptimiserKernels, ranges: readonly Range[], rate: number, step: number): void;
}
