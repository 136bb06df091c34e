import { mixtureOfNormals } from "@elbo/distributions";
import { constant, normal, zeros } from "@elbo/program";
import type { Definition, ParamSpec, Prior, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";
import { withEvent } from "./flat-event.ts";

const schema = z.strictObject({
  kind: z.literal("mixture"),
  components: z.int().min(1).default(10).describe("number of Gaussians K"),
  spread: z.number().gt(0).default(1).describe("standard deviation of the first means around 0, in units of z"),
  minScale: z.number().gt(0).default(0.01).describe("smallest standard deviation of a component, in units of z"),
});

/** Options of `mixture`. */
export type MixtureConfig = z.output<typeof schema>;

/** Parameters of `mixture`: unnormalised log-weights, means, and scales before the softplus. */
export interface MixtureParams {
  readonly [name: string]: ParamSpec;
  readonly logWeights: ParamSpec;
  readonly means: ParamSpec;
  readonly scales: ParamSpec;
}

/** Creates the prior for the site in `wiring`. */
export function createMixture(config: MixtureConfig, wiring: Pick<Wiring, "site">): Prior<MixtureParams> {
  const { shape } = priorSite("mixture", wiring);
  const { components, spread, minScale } = config;
  const latent = shape.reduce((a, b) => a * b, 1);
  return {
    offers: ["gaussian-mixture"],
    params: {
      logWeights: { shape: [components], init: zeros },
      means: { shape: [components, latent], init: normal(spread) },
      scales: { shape: [components, latent], init: constant(Math.log(Math.E - 1)) },
    },
    distribution: ({ logWeights, means, scales }) =>
      withEvent(mixtureOfNormals({ logWeights, means, scales: tf.add(minScale, tf.softplus(scales)) }), shape),
  };
}

/**
 * A learned mixture of Gaussians with diagonal covariances ("MoG" in Tomczak & Welling 2018, section 3):
 * log p(z) = log sum_k w_k N(z; mean_k, diag scale_k^2), scale = minScale + softplus(raw), w = softmax(logWeights).
 * batchShape []; the first scales are 1 + minScale.
 */
export const mixturePrior: Definition<MixtureConfig, Prior<MixtureParams>> = {
  family: "prior",
  kind: "mixture",
  summary: "Learned mixture of Gaussians (Tomczak & Welling 2018, section 3)",
  config: () => schema,
  create: createMixture,
};
