import { wrappedNormal } from "@elbo/distributions";
import type { Definition, Posterior } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { boundLogVariance, logVarianceField } from "./log-variance.ts";

/** Centres lie nearer to the origin, and deviations are at most 1: float32 tells points apart up to a distance of about 10. */
const REACH = 6;

/** As it is near the origin, and never longer than `REACH`. */
function held(mean: tf.Tensor): tf.Tensor {
  const length = tf.sqrt(tf.add(tf.sum(tf.square(mean), -1, true), 1e-12));
  return tf.mul(mean, tf.div(tf.mul(REACH, tf.tanh(tf.div(length, REACH))), length));
}

const schema = z.strictObject({
  kind: z.literal("wrapped-normal"),
  dimension: z.int().min(1).describe("number of latents d, coordinates of the ball of radius 1"),
  logVarianceRange: logVarianceField.default([-14, 0]),
});

/** Options of `wrapped-normal`. */
export type WrappedNormalConfig = z.output<typeof schema>;

/** Creates q(z|x), a normal wrapped around a point of the Poincare ball. It has no parameters of its own. */
export function createWrappedNormal({
  dimension,
  logVarianceRange: range,
}: WrappedNormalConfig): Posterior<Record<never, never>> {
  const shape = [dimension];
  return {
    params: {},
    shape,
    space: "ball",
    offers: ["law", "random", "pathwise", "scored", "frozen"],
    prior: { kind: "wrapped-normal", scale: 1 },
    features: { mean: shape, "log-variance": shape },
    distribution: (_params, features) =>
      wrappedNormal({
        mean: held(features.mean as tf.Tensor),
        logScale: tf.mul(0.5, boundLogVariance(features["log-variance"] as tf.Tensor, range)),
      }),
  };
}

/**
 * The posterior of the Poincare VAE (Mathieu et al. 2019, section 3.1): v ~ N(0, diag exp(log-variance)) in the tangent space at
 * the point that lies 6 tanh(|mean| / 6) from the origin in the direction of `mean`, z at the end of v's geodesic, in the ball of
 * radius 1.
 *
 * log q is a density in the ball's own measure, as is that of the prior `wrapped-normal`, so that their difference means
 * something; the KL divergence is log q - log p of the draws. Features `mean` and `log-variance` `[...lead, d]`.
 */
export const wrappedNormalPosterior: Definition<WrappedNormalConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "wrapped-normal",
  summary: "Normal wrapped around a point of the Poincare ball (Mathieu et al. 2019)",
  config: () => schema,
  create: createWrappedNormal,
};
