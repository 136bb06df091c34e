import { concrete, oneHotCategorical } from "@elbo/distributions";
import { zeros } from "@elbo/program";
import type { Definition, ParamSpec, Prior, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";
import { discreteFields, relaxedFacts } from "./relaxed-prior.ts";

const schema = z.strictObject({ kind: z.literal("categorical"), ...discreteFields });

/** Options of `categorical`. */
export type CategoricalConfig = z.output<typeof schema>;

/** `logits` `[variable, class]`, where they are learned. */
export type LogitParams = Record<"logits", ParamSpec> | Record<never, never>;

/** Creates the prior for the site in `wiring`, of event axes [variable, class]. */
export function createCategorical(
  { learned, temperature }: CategoricalConfig,
  wiring: Pick<Wiring, "site">,
): Prior<LogitParams> {
  const { shape } = priorSite("categorical", wiring);
  return {
    params: learned ? { logits: { shape, init: zeros } } : {},
    space: "simplex",
    ...relaxedFacts(temperature),
    distribution(params, _given, context) {
      const logits = "logits" in params ? params.logits : tf.zeros([...shape]);
      const relaxed = temperature !== undefined && context.training;
      return relaxed ? concrete({ logits, temperature: tf.scalar(temperature) }) : oneHotCategorical({ logits });
    },
  };
}

/**
 * Independent categorical variables, uniform or with learned logits: log p(z) = sum_n z_n . log softmax(logits_n), nats
 * (Jang et al. 2017, section 4.2, learn it). batchShape [].
 *
 * With a `temperature` its density in training is the Concrete one, relaxed as the posterior's draws are (Maddison et al.
 * 2017, eq. 22), and in evaluation the mass of discrete draws.
 */
export const categoricalPrior: Definition<CategoricalConfig, Prior<LogitParams>> = {
  family: "prior",
  kind: "categorical",
  summary: "Categorical variables, uniform or learned, one-hot or relaxed (Jang et al. 2017; Maddison et al. 2017)",
  config: () => schema,
  create: createCategorical,
};
