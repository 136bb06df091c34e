import { normalDiagonal } from "@elbo/distributions";
import type { Definition, Fact, Posterior } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { boundLogVariance, logVarianceField, softplusLogVariance } from "./log-variance.ts";

const schema = z.strictObject({
  kind: z.literal("gaussian"),
  dimension: z
    .union([z.int().min(1), z.array(z.int().min(1)).min(1)])
    .describe("number of latents, or the event axes of z, e.g. [4, 4, 8]"),
  logVarianceRange: logVarianceField,
  deviation: z
    .enum(["exp", "softplus"])
    .optional()
    .describe("made of a feature a: exp(a / 2), so that a is the log-variance (where absent), or softplus(a)"),
});

const logVariances = { exp: boundLogVariance, softplus: softplusLogVariance };

/** Options of `gaussian`. */
export type GaussianConfig = z.output<typeof schema>;

/** What a Gaussian with diagonal covariance can do. */
export const gaussianFacts: readonly Fact[] = ["law", "random", "pathwise", "scored", "frozen", "diagonal-gaussian"];

/** Creates q(z|x) = N(mean(x), diag exp(logVariance(x))). It has no parameters of its own. */
export function createGaussian({
  dimension,
  logVarianceRange: range,
  deviation = "exp",
}: GaussianConfig): Posterior<Record<never, never>> {
  const shape = typeof dimension === "number" ? [dimension] : dimension;
  return {
    params: {},
    shape,
    offers: gaussianFacts,
    features: { mean: shape, "log-variance": shape },
    distribution: (_params, features) =>
      normalDiagonal({
        mean: features.mean as tf.Tensor,
        logVariance: logVariances[deviation](features["log-variance"] as tf.Tensor, range),
        eventAxes: shape.length,
      }),
  };
}

/**
 * Diagonal Gaussian posterior (Kingma & Welling 2014, eq. 9): z = mean + exp(logVariance / 2) * noise; with `deviation: softplus`,
 * z = mean + softplus(a) * noise. Features `mean` and `log-variance` (then a), both `[...lead, ...event]`.
 */
export const gaussianPosterior: Definition<GaussianConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "gaussian",
  summary: "Gaussian with diagonal covariance (Kingma & Welling 2014)",
  config: () => schema,
  create: createGaussian,
};
