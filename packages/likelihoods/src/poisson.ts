import { poisson } from "@elbo/distributions";
import type { Definition, Likelihood, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";

const schema = z.strictObject({ kind: z.literal("poisson") });

/** Options of `poisson`. */
export type PoissonConfig = z.output<typeof schema>;

/** Creates p(x|z) = prod Poisson(x; e^log-rate). It has no parameters of its own. */
export function createPoisson(
  _config: PoissonConfig,
  wiring: Pick<Wiring, "fields">,
): Likelihood<Record<never, never>> {
  return {
    params: {},
    outputs: { "log-rate": observedField("poisson", wiring).shape },
    offers: ["mean"],
    supports: ["count"],
    elements: (_params, outputs) => poisson({ logRate: outputs["log-rate"] as tf.Tensor }),
  };
}

/**
 * A count per element, variance equal to its mean: log p(x|z) = x log-rate - e^log-rate - log x!, nats.
 * Output `log-rate` `[...lead, ...x]`.
 *
 * @throws ConfigError when the data has no field x.
 */
export const poissonLikelihood: Definition<PoissonConfig, Likelihood<Record<never, never>>> = {
  family: "likelihood",
  kind: "poisson",
  summary: "A count per element, as variable as its mean",
  config: () => schema,
  create: createPoisson,
};
