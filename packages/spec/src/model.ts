import type * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "./batch.ts";
import type { Context } from "./context.ts";
import type { Distribution } from "./distribution.ts";
import type { Named, Shape } from "./values.ts";

/** One latent site of an inference pass. */
export interface Site {
  readonly name: string;
  /** `[sample, batch, ...event]` */
  readonly value: tf.Tensor;
  /** log q(z|x) of the value, `[sample, batch]`, nats. */
  readonly logQ: tf.Tensor;
  /** log p(z) of the value, `[sample, batch]`, nats. */
  readonly logP: tf.Tensor;
  readonly q: Distribution;
  readonly p: Distribution;
  /**
   * p reads draws of sites that were inferred after this one. Then the draw here and p depend on each other: the site's share of
   * the bound is logP - logQ of the draws, never a KL divergence of q and p in closed form.
   */
  readonly unsettled?: true;
}

/** What one pass through the model found. */
export interface Trace {
  /** In the order in which p draws them. */
  readonly sites: readonly Site[];
  /** Per element: batchShape `[sample, batch, ...element]`. */
  readonly likelihood: Distribution;
  /** log p(x|z) summed under mask and length, `[sample, batch]`, nats. */
  readonly logX: tf.Tensor;
  /** Terms from `context.add`, `[sample, batch]` or `[batch]`, nats. */
  readonly added: Named<tf.Tensor>;
}

/** The assembled model, as losses and programs see it. */
export interface Model {
  /** Draws z from q(z|x), `samples` per example, and scores it. Sites in `observe` are given, not drawn. */
  infer(
    batch: Batch,
    options: { readonly samples: number; readonly observe?: Named<tf.Tensor> },
    context: Context,
  ): Trace;
  /** Densities of given latents `[sample, batch, ...event]`. */
  score(batch: Batch, z: Named<tf.Tensor>, context: Context): Trace;
  /** z ~ p(z), then p(x|z). `count` is the batch size of the drawing, e.g. `[64]`. */
  generate(count: Shape, batch: Batch, context: Context): { readonly z: Named<tf.Tensor>; readonly x: Distribution };
  /** p(x|z) of given latents `[batch, ...event]` by site: batchShape `[batch, ...element]`. */
  decode(z: Named<tf.Tensor>, batch: Batch, context: Context): Distribution;
  /** Trainable parameters by group, then by path within the group (RAE-L2). */
  readonly params: Named<Named<tf.Tensor>>;
}
