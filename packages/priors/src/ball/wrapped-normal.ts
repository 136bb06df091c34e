import { wrappedNormal } from "@elbo/distributions";
import { ConfigError, type Definition, type Prior, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";

const schema = z.strictObject({
  kind: z.literal("wrapped-normal"),
  scale: z
    .number()
    .gt(0)
    .max(3)
    .default(1)
    .describe("standard deviation of the geodesic distance along each axis: sqrt(c) for a ball of curvature -c"),
});

/** Options of `wrapped-normal`. */
export type WrappedNormalConfig = z.output<typeof schema>;

/** Creates the prior for the site in `wiring`; it has no parameters. */
export function createWrappedNormal(
  { scale }: WrappedNormalConfig,
  wiring: Pick<Wiring, "site">,
): Prior<Record<never, never>> {
  const { shape } = priorSite("wrapped-normal", wiring);
  if (shape.length !== 1) {
    throw new ConfigError("a ball has one axis of coordinates", {
      where: "latents.prior",
      expected: "a site [latent]",
      received: `[${shape.join(", ")}]`,
      remedy: "Choose the posterior wrapped-normal.",
    });
  }
  const latent = [...shape];
  return {
    params: {},
    space: "ball",
    distribution: () => wrappedNormal({ mean: tf.zeros(latent), logScale: tf.fill(latent, Math.log(scale)) }),
  };
}

/**
 * A normal wrapped around the centre of the Poincare ball (Mathieu et al. 2019, section 3.1), in the ball's own measure, nats:
 * log p(z) = log N(v; 0, scale^2 I) - (d - 1) log(sinh(r) / r), v = 2 artanh(|z|) z / |z|, r = |v|. batchShape [].
 *
 * The paper's ball has curvature -c, radius 1 / sqrt(c) and scale 1. Lengths times sqrt(c) make it this one with scale sqrt(c):
 * c = 0.7 is 0.8367.
 *
 * @throws ConfigError for events of several axes.
 */
export const wrappedNormalPrior: Definition<WrappedNormalConfig, Prior<Record<never, never>>> = {
  family: "prior",
  kind: "wrapped-normal",
  summary: "Normal around the centre of the Poincare ball (Mathieu et al. 2019)",
  config: () => schema,
  create: createWrappedNormal,
};
