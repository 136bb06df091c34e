import type * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "./batch.ts";
import type { Context } from "./context.ts";
import type { Distribution } from "./distribution.ts";
import type { Named, Shape } from "./values.ts";

/** Discrete codes behind a quantised site: offered by the posterior, used by priors over codes. */
export interface Codebook {
  /** Number of codes. */
  readonly size: number;
  /** Axes of the index array within one event: `[position]` or `[height, width]`. */
  readonly shape: Shape;
  /** int32 indices `[..., ...shape]` -> embeddings `[..., ...event]`. */
  lookup(indices: tf.Tensor): tf.Tensor;
  /** Embeddings `[..., ...event]` -> nearest code, int32 `[..., ...shape]`. */
  indices(value: tf.Tensor): tf.Tensor;
}

/** What a posterior, prior, transport or decoder may look at besides its own arguments. */
export interface Given {
  readonly batch: Batch;
  /** Axes before the event: `[batch]` for the first site, `[sample, batch]` after a draw; `[batch]` (folded) in decoders. */
  readonly lead: Shape;
  /**
   * Labels or attributes as numbers, `[batch, width]` (`[folded, width]` in decoders; `[...lead, width]` where a structure gives an
   * earlier site to a prior as its condition); absent without `Wiring.condition`.
   */
  readonly condition?: tf.Tensor;
  /** Values of earlier sites, `[sample, batch, ...event]`. */
  readonly z: Named<tf.Tensor>;
  /** Codes of the site at hand, when its posterior quantises. */
  readonly codebook?: Codebook;
  /** Posteriors of another batch under the same encoder (VampPrior). Pass a quiet context. */
  encode(batch: Batch, context: Context): Named<Distribution>;
  /** log p(x, z) of the batch, `[sample, batch]`, nats (Hamiltonian steps, SVI). */
  logJoint(z: Named<tf.Tensor>): tf.Tensor;
}
