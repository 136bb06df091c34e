import { bernoulliVector, binaryConcrete } from "@elbo/distributions";
import { zeros } from "@elbo/program";
import type { Definition, Prior, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";
import type { LogitParams } from "./categorical.ts";
import { discreteFields, relaxedFacts } from "./relaxed-prior.ts";

const schema = z.strictObject({ kind: z.literal("bernoulli"), ...discreteFields });

/** Options of `bernoulli`. */
export type BernoulliConfig = z.output<typeof schema>;

/** Creates the prior for the site in `wiring`, of event axes [variable]. */
export function createBernoulli(
  { learned, temperature }: BernoulliConfig,
  wiring: Pick<Wiring, "site">,
): Prior<LogitParams> {
  const { shape } = priorSite("bernoulli", wiring);
  return {
    params: learned ? { logits: { shape, init: zeros } } : {},
    space: "corners",
    ...relaxedFacts(temperature),
    distribution(params, _given, context) {
      const logits = "logits" in params ? params.logits : tf.zeros([...shape]);
      const relaxed = temperature !== undefined && context.training;
      return relaxed ? binaryConcrete({ logits, temperature: tf.scalar(temperature) }) : bernoulliVector({ logits });
    },
  };
}

/**
 * Independent coins, fair or with learned logits: log p(z) = sum_n z_n logits_n - softplus(logits_n), nats. batchShape [].
 *
 * With a `temperature` its density in training is the binary Concrete one (Maddison et al. 2017, appendix B), and in
 * evaluation the mass of discrete draws.
 */
export const bernoulliPrior: Definition<BernoulliConfig, Prior<LogitParams>> = {
  family: "prior",
  kind: "bernoulli",
  summary: "Binary variables, fair or learned, discrete or relaxed (Maddison et al. 2017)",
  config: () => schema,
  create: createBernoulli,
};
