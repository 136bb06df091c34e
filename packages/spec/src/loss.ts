import type * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "./batch.ts";
import type { Context } from "./context.ts";
import type { Model } from "./model.ts";
import type { Part } from "./parts.ts";
import type { Named, ParamTree, Values } from "./values.ts";

/** One named, signed contribution to an objective, in nats; the trainer minimises the weighted sum. */
export interface Term {
  /** over "example": `[sample, batch]` (averaged over sample) or `[batch]`; over "batch": a scalar. */
  readonly value: tf.Tensor;
  readonly over: "example" | "batch";
  /** Default 1. 0 = reported only. A knob is looked up below the loss's own scope. */
  readonly weight?: number | { readonly knob: string };
}

/** Parameter groups, each a contiguous range of the arena. */
export type Group = "encoder" | "decoder" | "prior" | "loss";

/** One thing to minimise, and the groups that it moves. */
export interface Objective<P extends ParamTree = ParamTree> {
  readonly moves: readonly Group[];
  terms(params: Values<P>, model: Model, batch: Batch, context: Context): Named<Term>;
}

/**
 * Named objectives; per step each group is moved by at most one of them. They run on one batch, and noise of one name is
 * the same in all of them.
 */
export interface Loss<P extends ParamTree = ParamTree> extends Part<P> {
  readonly objectives: Named<Objective<P>>;
  /**
   * True: the gradients of all objectives of a step are taken before any group moves (PIWAE, DReG, VAE-GAN). Otherwise
   * an objective sees what the one before it moved (adversaries).
   */
  readonly together?: true;
  /** Examples that a batch must have at least, since they are compared with each other; absent: one will do. */
  readonly leastBatch?: number;
}
