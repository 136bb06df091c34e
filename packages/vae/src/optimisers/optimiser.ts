import type { Schedule } from "@elbo/spec";

/** A stretch of the arena's trainable region, in floats. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** What an optimiser stands on: kernels that update one range of an arena in place. */
export interface OptimiserKernels {
  /** Kingma & Ba 2015 with decoupled weight decay; slots `m`, `v`. */
  adam(range: Range, options: AdamStep): void;
  /** Gradient descent with momentum; slot `momentum` when `momentum` is not 0. */
  sgd(range: Range, options: SgdStep): void;
  /** Tieleman & Hinton 2012; slot `v`, `m` when centred, `momentum` when it is not 0. */
  rmsprop(range: Range, options: RmspropStep): void;
  /** Kingma & Ba 2015, algorithm 2, with decoupled weight decay; slots `m`, `u`. */
  adamax(range: Range, options: AdamStep): void;
  /** Duchi et al. 2011; slot `v`. */
  adagrad(range: Range, options: AdagradStep): void;
}

/** One update of some ranges, and what the same pass does besides. */
export interface Update {
  readonly rate: number;
  /** Counts the updates of these ranges, this one included: 1 at first. */
  readonly step: number;
  /** Factor on the gradients (clipping). */
  readonly scale: number;
  /** Decay of the running average of the new weights; undefined where none is kept. An optimiser hands it on like the rest. */
  readonly averageDecay: number | undefined;
}

/** Numbers of one Adam update. */
export interface AdamStep extends Update {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** Numbers of one update by gradient descent. */
export interface SgdStep extends Update {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/** Numbers of one RMSprop update. */
export interface RmspropStep extends Update {
  readonly decay: number;
  readonly epsilon: number;
  readonly centred: boolean;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** Numbers of one Adagrad update. */
export interface AdagradStep extends Update {
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** Turns gradients into new values; all memory is in named slots of the arena. */
export interface Optimiser {
  /** Slots that the arena must have. */
  readonly slots: readonly string[];
  /** Learning rate at a moment. */
  readonly rate: Schedule;
  /** Moves `ranges` by their gradients; hands `update` on to the kernels. */
  step(kernels: OptimiserKernels, ranges: readonly Range[], update: Update): void;
}
