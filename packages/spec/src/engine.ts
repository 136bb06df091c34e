import type * as tf from "@tensorflow/tfjs-core";
import type { Context } from "./context.ts";
import type { Law, Named, Numbers, ParamTree, Shape, Values } from "./values.ts";

/** An ordinary tfjs function. No part knows which engine runs it. */
export type Program<P extends ParamTree = ParamTree> = (
  params: Values<P>,
  inputs: Named<tf.Tensor>,
  context: Context,
) => Named<tf.Tensor>;

/** A program input with its full shape, batch axis included. */
export interface Input {
  readonly shape: Shape;
  readonly dtype: "float32" | "int32" | "bool";
}

/** What a program is compiled for. */
export interface Signature {
  readonly inputs: Named<Input>;
  readonly training: boolean;
  /**
   * Gradients of the scalar output `of`: to parameter groups (written into the arena's gradients)
   * and to inputs (returned as output `gradient/<input>`).
   */
  readonly gradients?: readonly {
    readonly of: string;
    readonly params?: readonly string[];
    readonly inputs?: readonly string[];
  }[];
}

/** One parameter in an arena. Offsets and sizes count floats; offsets are multiples of 16, a cache line. */
export interface ArenaEntry {
  /** `group/name/name` */
  readonly path: string;
  readonly group: string;
  readonly shape: Shape;
  readonly offset: number;
  readonly size: number;
  readonly state: boolean;
}

/**
 * All parameter values of one model, flat and allocated once: the trainable region (contiguous per group), then the
 * state region. Optimisers, clipping, averaging and checkpoints work on it for every engine.
 */
export interface Arena {
  /** By group: encoder, decoder, prior, loss. */
  readonly tree: ParamTree;
  readonly entries: readonly ArenaEntry[];
  /** Trainable range of each group, in floats. */
  readonly groups: Named<{ readonly offset: number; readonly length: number }>;
  /** Trainable region, then state region. */
  readonly values: Float32Array;
  /** Same offsets as the trainable region of `values`. Padding stays 0. */
  readonly gradients: Float32Array;
  /** Floats in the trainable region, padding included. */
  readonly trainable: number;
  /** Optimiser moments, averages: as long as the trainable region, zero at first. Declared when the arena is made. */
  readonly slots: Named<Float32Array>;
}

/** Everything that a noise value depends on, besides its path and element. `offset` skips along the leading axis. */
export interface NoiseKey {
  readonly seed: bigint;
  readonly step: number;
  readonly offset?: number;
}

/** A program made ready for one signature. */
export interface Compiled {
  readonly noise: Named<{ readonly shape: Shape; readonly law: Law }>;
  /** Paths of the knobs that `run` must be given. */
  readonly knobs: readonly string[];
  readonly outputs: Named<{ readonly shape: Shape; readonly dtype: string }>;
  /** Gradients and state updates go into the arena; named outputs come back as fresh arrays. */
  run(inputs: Named<Numbers>, key: NoiseKey, knobs?: Named<number>): Promise<Named<Numbers>>;
  dispose(): void;
}

/** Compiles and runs programs. */
export interface Engine {
  readonly name: string;
  /** Threads inside one operation, where the engine sets them: the bits of a result may depend on it. */
  readonly threads?: number | undefined;
  available(): Promise<true | { readonly reason: string; readonly remedy: string }>;
  compile(program: Program, signature: Signature, arena: Arena): Promise<Compiled>;
}
