import { continuousBernoulli } from "@elbo/distributions";
import type { Definition, Likelihood, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";

const schema = z.strictObject({ kind: z.literal("continuous-bernoulli") });

/** Options of `continuous-bernoulli`. */
export type ContinuousBernoulliConfig = z.output<typeof schema>;

/** Creates p(x|z) = prod C(lambda) lambda^x (1 - lambda)^(1 - x), lambda = sigmoid(logits). It has no parameters of its own. */
export function createContinuousBernoulli(
  _config: ContinuousBernoulliConfig,
  wiring: Pick<Wiring, "fields">,
): Likelihood<Record<never, never>> {
  return {
    params: {},
    outputs: { logits: observedField("continuous-bernoulli", wiring).shape },
    offers: ["mean", "pathwise"],
    supports: ["unit"],
    elements: (_params, outputs) => continuousBernoulli({ logits: outputs.logits as tf.Tensor }),
  };
}

/**
 * The cross-entropy of grey pixels with the normaliser that makes it a density (Loaiza-Ganem & Cunningham 2019, eq. 5):
 * log p(x|z) = x logits - softplus(logits) + log C, C = 2 atanh(1 - 2 lambda) / (1 - 2 lambda), nats per pixel.
 *
 * Output `logits` `[...lead, ...x]`. Its densities exceed 1 near 0 and 1: do not compare them with mass functions.
 *
 * @throws ConfigError when the data has no field x.
 */
export const continuousBernoulliLikelihood: Definition<ContinuousBernoulliConfig, Likelihood<Record<never, never>>> = {
  family: "likelihood",
  kind: "continuous-bernoulli",
  summary: "A density per grey pixel in 0..1 (Loaiza-Ganem & Cunningham 2019)",
  config: () => schema,
  create: createContinuousBernoulli,
};
