import { pointMass } from "@elbo/distributions";
import type { Definition, Posterior } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

const schema = z.strictObject({
  kind: z.literal("deterministic"),
  dimension: z
    .union([z.int().min(1), z.array(z.int().min(1)).min(1)])
    .describe("number of latents, or the event axes of z, e.g. [4, 4, 8]"),
});

/** Options of `deterministic`. */
export type DeterministicConfig = z.output<typeof schema>;

/** Creates the point z = code(x). It has no parameters of its own. */
export function createDeterministic({ dimension }: DeterministicConfig): Posterior<Record<never, never>> {
  const shape = typeof dimension === "number" ? [dimension] : dimension;
  return {
    params: {},
    shape,
    features: { code: shape },
    // No law: losses with a KL divergence or importance weights refuse it when the config is read.
    offers: ["pathwise"],
    distribution: (_params, features) =>
      pointMass({ value: features.code as tf.Tensor, eventAxes: shape.length, gradient: "pathwise" }),
  };
}

/**
 * An autoencoder's code, z = code(x) without noise (Ghosh et al. 2020, section 3): every draw is the same point.
 *
 * A point among real numbers has no density. By convention log q = 0, so that "log q - log p" of a report is -log p(z), no
 * divergence; losses in which a law of q is a term (elbo, iwae, factor) refuse this posterior, as does a prior such as vamp.
 * Feature `code` `[...lead, ...event]`.
 */
export const deterministicPosterior: Definition<DeterministicConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "deterministic",
  summary: "An autoencoder's code: a point, without a law (Ghosh et al. 2020)",
  config: () => schema,
  create: createDeterministic,
};
