import { concrete, oneHotCategorical } from "@elbo/distributions";
import type { Definition, Posterior, Slot, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { relaxation, relaxationFields } from "./relaxation.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("gumbel-softmax"),
    variables: z.int().min(1).describe("number of categorical variables N"),
    classes: z.int().min(2).describe("classes of each variable K"),
    ...relaxationFields(slot),
  });

/** Options of `gumbel-softmax`. */
export type GumbelSoftmaxConfig = z.output<ReturnType<typeof schema>>;

/** Creates q(z|x) = prod_n Categorical(softmax(logits_n(x))). It has no parameters of its own. */
export function createGumbelSoftmax(
  config: GumbelSoftmaxConfig,
  wiring: Pick<Wiring, "part">,
): Posterior<Record<never, never>> {
  const shape = [config.variables, config.classes];
  const { temperature, priorTemperature, ...facts } = relaxation(config, wiring);
  const { straightThrough, density } = config;
  return {
    params: {},
    shape,
    space: "simplex",
    ...facts,
    prior: { kind: "categorical", learned: false, ...(priorTemperature && { temperature: priorTemperature }) },
    features: { logits: shape },
    distribution(_params, features, _given, context) {
      const logits = features.logits as tf.Tensor;
      if (!context.training) return oneHotCategorical({ logits });
      const t = temperature(context);
      if (density === "concrete") return concrete({ logits, temperature: t });
      return oneHotCategorical({ logits, relaxed: { temperature: t, straightThrough } });
    },
  };
}

/**
 * N categorical variables of K classes, one-hot (Jang et al. 2017, Gumbel-softmax; Maddison et al. 2017, Concrete):
 * in training z = softmax((logits + Gumbel noise) / temperature), or one-hot with that gradient (straight-through); in
 * evaluation truly discrete draws and their mass.
 *
 * With `density: discrete` log q is the discrete law's, so that the KL divergence to a categorical prior is exact, and the
 * training objective no bound for relaxed draws (Jang et al. 2017, section 4.2). With `concrete` it is the density of the
 * relaxed draw, which needs a relaxed prior, and the objective is the bound of the relaxed model.
 * Feature `logits` `[...lead, N, K]`; z `[...lead, N, K]`.
 */
export const gumbelSoftmaxPosterior: Definition<GumbelSoftmaxConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "gumbel-softmax",
  summary: "Categorical variables with relaxed draws (Jang et al. 2017; Maddison et al. 2017)",
  config: schema,
  create: createGumbelSoftmax,
};
