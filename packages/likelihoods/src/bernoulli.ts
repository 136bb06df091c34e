import { bernoulli } from "@elbo/distributions";
import type { Definition, Likelihood, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";

const schema = z.strictObject({ kind: z.literal("bernoulli") });

/** Options of `bernoulli`. */
export type BernoulliConfig = z.output<typeof schema>;

/** Creates p(x|z) = prod sigmoid(logits)^x (1 - sigmoid(logits))^(1 - x). It has no parameters of its own. */
export function createBernoulli(
  _config: BernoulliConfig,
  wiring: Pick<Wiring, "fields">,
): Likelihood<Record<never, never>> {
  return {
    params: {},
    outputs: { logits: observedField("bernoulli", wiring).shape },
    offers: ["mean"],
    supports: ["binary"],
    links: { logits: "sigmoid" },
    elements: (_params, outputs) => bernoulli({ logits: outputs.logits as tf.Tensor }),
  };
}

/**
 * A coin per pixel (Kingma & Welling 2014, appendix C.1): log p(x|z) = x * logits - softplus(logits), nats.
 * Output `logits` `[...lead, ...x]` -> batchShape `[...lead, ...x]`. It takes zeros and ones only: for grey pixels
 * the formula is not the log of a density, and figures would not compare.
 *
 * @throws ConfigError when the data has no field x.
 */
export const bernoulliLikelihood: Definition<BernoulliConfig, Likelihood<Record<never, never>>> = {
  family: "likelihood",
  kind: "bernoulli",
  summary: "A coin per pixel, for binary data (Kingma & Welling 2014)",
  config: () => schema,
  create: createBernoulli,
};
