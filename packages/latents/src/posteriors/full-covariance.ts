import { normalCholesky } from "@elbo/distributions";
import type { Definition, Posterior } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { boundLogVariance, logVarianceField } from "./log-variance.ts";

const schema = z.strictObject({
  kind: z.literal("full-covariance"),
  dimension: z.int().min(1).describe("number of latents d; the encoder makes d (d + 2) numbers"),
  logVarianceRange: logVarianceField,
});

/** Options of `full-covariance`. */
export type FullCovarianceConfig = z.output<typeof schema>;

/** Creates q(z|x) = N(mean(x), L(x) L(x)'). It has no parameters of its own. */
export function createFullCovariance({
  dimension,
  logVarianceRange,
}: FullCovarianceConfig): Posterior<Record<never, never>> {
  return {
    params: {},
    shape: [dimension],
    offers: ["law", "random", "pathwise", "scored", "frozen"],
    features: { mean: [dimension], "log-variance": [dimension], below: [dimension, dimension] },
    distribution: (_params, features) =>
      normalCholesky({
        mean: features.mean as tf.Tensor,
        logScale: tf.mul(0.5, boundLogVariance(features["log-variance"] as tf.Tensor, logVarianceRange)),
        below: features.below as tf.Tensor,
      }),
  };
}

/**
 * Gaussian with any covariance (Kingma & Welling 2019, section 2.5.1): z = mean + L noise, L lower triangular with
 * diagonal exp(logVariance / 2), so `log-variance` is that of a latent given the earlier ones.
 * Features `mean` and `log-variance` `[...lead, d]`, `below` `[...lead, d, d]`, of which what lies below the diagonal is read.
 */
export const fullCovariancePosterior: Definition<FullCovarianceConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "full-covariance",
  summary: "Gaussian with full covariance, by its Cholesky factor (Kingma & Welling 2019)",
  config: () => schema,
  create: createFullCovariance,
};
