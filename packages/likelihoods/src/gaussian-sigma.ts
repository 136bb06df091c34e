import type { Batch, Context, Named, ParamSpec, Values } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";

/** `logSigma` `[]` for one learned number, before its bound; `variance` and `steps` `[]`, state, for the best one. */
export type GaussianParams = Named<ParamSpec>;

/** What a standard deviation is made from. */
export interface SigmaSources {
  readonly params: Values<GaussianParams>;
  readonly outputs: Named<tf.Tensor>;
  readonly context: Context;
  readonly batch: Batch | undefined;
}
