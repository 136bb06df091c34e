import { negativeBinomial } from "@elbo/distributions";
import { constant } from "@elbo/program";
import type { Definition, Likelihood, Named, ParamSpec, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";
import { smoothBounds } from "./smooth-bounds.ts";

const schema = z.strictObject({
  kind: z.literal("negative-binomial"),
  size: z
    .enum(["learned", "per-element"])
    .default("learned")
    .describe("r of the variance mu + mu^2 / r: one per element of x, the same for all examples, or from the decoder"),
});

/** Options of `negative-binomial`. */
export type NegativeBinomialConfig = z.output<typeof schema>;

/** `logSize` `[...x]` where it is learned, before its bound; otherwise nothing. */
export type NegativeBinomialParams = Named<ParamSpec>;

/** log r stays inside. */
const sizes = smoothBounds(-6, 11);

/** Creates p(x|z) = prod NB(x; mean, size). */
export function createNegativeBinomial(
  { size }: NegativeBinomialConfig,
  wiring: Pick<Wiring, "fields">,
): Likelihood<NegativeBinomialParams> {
  const { shape } = observedField("negative-binomial", wiring);
  const own = size === "learned";
  return {
    params: own ? { logSize: { shape, init: constant(0) } } : {},
    outputs: { "log-mean": shape, ...(own ? {} : { "log-size": shape }) },
    offers: ["mean"],
    supports: ["count"],
    elements: (params, outputs) =>
      negativeBinomial({
        logMean: outputs["log-mean"] as tf.Tensor,
        logSize: sizes.bound((own ? params.logSize : outputs["log-size"]) as tf.Tensor),
      }),
  };
}

/**
 * A count per element that varies more than its mean mu = e^log-mean: variance mu + mu^2 / r (Lopez et al. 2018, "scVI", with r
 * per column), nats. Output `log-mean` `[...lead, ...x]`; with `size: per-element` also `log-size`; log r is kept in [-6, 11].
 *
 * @throws ConfigError when the data has no field x.
 */
export const negativeBinomialLikelihood: Definition<NegativeBinomialConfig, Likelihood<NegativeBinomialParams>> = {
  family: "likelihood",
  kind: "negative-binomial",
  summary: "A count per element, more variable than its mean (Lopez et al. 2018)",
  config: () => schema,
  create: createNegativeBinomial,
};
