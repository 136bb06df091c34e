import { bernoulliVector, binaryConcrete } from "@elbo/distributions";
import type { Definition, Posterior, Slot, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { relaxation, relaxationFields } from "./relaxation.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("binary-concrete"),
    variables: z.int().min(1).describe("number of binary variables N"),
    ...relaxationFields(slot),
  });

/** Options of `binary-concrete`. */
export type BinaryConcreteConfig = z.output<ReturnType<typeof schema>>;

/** Creates q(z|x) = prod_n Bernoulli(sigmoid(logits_n(x))). It has no parameters of its own. */
export function createBinaryConcrete(
  config: BinaryConcreteConfig,
  wiring: Pick<Wiring, "part">,
): Posterior<Record<never, never>> {
  const shape = [config.variables];
  const { temperature, priorTemperature, ...facts } = relaxation(config, wiring);
  const { straightThrough, density } = config;
  return {
    params: {},
    shape,
    space: "corners",
    ...facts,
    prior: { kind: "bernoulli", learned: false, ...(priorTemperature && { temperature: priorTemperature }) },
    features: { logits: shape },
    distribution(_params, features, _given, context) {
      const logits = features.logits as tf.Tensor;
      if (!context.training) return bernoulliVector({ logits });
      const t = temperature(context);
      if (density === "concrete") return binaryConcrete({ logits, temperature: t });
      return bernoulliVector({ logits, relaxed: { temperature: t, straightThrough } });
    },
  };
}

/**
 * N coins with relaxed draws (Maddison et al. 2017, appendix B; Jang et al. 2017 with two classes): in training
 * z = sigmoid((logits + logistic noise) / temperature), or 0 and 1 with that gradient (straight-through); in evaluation
 * truly discrete draws and their mass.
 *
 * With `density: discrete` log q is the coins', so that the KL divergence to a Bernoulli prior is exact, and the training
 * objective no bound for relaxed draws. With `concrete` it is the density of the relaxed draw, which needs a relaxed prior.
 * Feature `logits` `[...lead, N]`; z `[...lead, N]`.
 */
export const binaryConcretePosterior: Definition<BinaryConcreteConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "binary-concrete",
  summary: "Binary variables with relaxed draws (Maddison et al. 2017; Jang et al. 2017)",
  config: schema,
  create: createBinaryConcrete,
};
