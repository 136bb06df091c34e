import { normalLowRank } from "@elbo/distributions";
import type { Definition, Posterior } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { boundLogVariance, logVarianceField } from "./log-variance.ts";

const schema = z.strictObject({
  kind: z.literal("low-rank"),
  dimension: z.int().min(1).describe("number of latents d"),
  rank: z.int().min(1).default(1).describe("columns r of the factor; the encoder makes d (r + 2) numbers"),
  logVarianceRange: logVarianceField,
});

/** Options of `low-rank`. */
export type LowRankConfig = z.output<typeof schema>;

/** Creates q(z|x) = N(mean(x), diag exp(logVariance(x)) + F(x) F(x)'). It has no parameters of its own. */
export function createLowRank({ dimension, rank, logVarianceRange }: LowRankConfig): Posterior<Record<never, never>> {
  return {
    params: {},
    shape: [dimension],
    offers: ["law", "random", "pathwise", "scored", "frozen"],
    features: { mean: [dimension], "log-variance": [dimension], factor: [dimension, rank] },
    distribution: (_params, features) =>
      normalLowRank({
        mean: features.mean as tf.Tensor,
        logScale: tf.mul(0.5, boundLogVariance(features["log-variance"] as tf.Tensor, logVarianceRange)),
        factor: features.factor as tf.Tensor,
      }),
  };
}

/**
 * Gaussian with covariance diag exp(logVariance) + F F' (Rezende et al. 2014, section 4.3, for rank 1; Ong et al. 2018,
 * section 3): z = mean + exp(logVariance / 2) noise + F noise'. log q and KL cost r^2 per latent, not d.
 * Features `mean` and `log-variance` `[...lead, d]`, `factor` F `[...lead, d, r]`.
 */
export const lowRankPosterior: Definition<LowRankConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "low-rank",
  summary: "Gaussian with covariance diagonal plus low rank (Rezende et al. 2014; Ong et al. 2018)",
  config: () => schema,
  create: createLowRank,
};
