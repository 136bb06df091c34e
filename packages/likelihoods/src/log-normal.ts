import { logNormal } from "@elbo/distributions";
import type { Definition, Likelihood, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";
import { type ScaleParams, scaleField, scaleOption } from "./scale-option.ts";

const schema = z.strictObject({ kind: z.literal("log-normal"), scale: scaleField("per-element") });

/** Options of `log-normal`. */
export type LogNormalConfig = z.output<typeof schema>;

/** Creates p(x|z) = prod N(log x; mean, scale^2) / x. */
export function createLogNormal(config: LogNormalConfig, wiring: Pick<Wiring, "fields">): Likelihood<ScaleParams> {
  const { shape } = observedField("log-normal", wiring);
  const scale = scaleOption(config.scale, shape);
  return {
    params: scale.params,
    outputs: { mean: shape, ...scale.outputs },
    offers: ["mean", "pathwise"],
    supports: ["positive"],
    elements: (params, outputs) => logNormal({ mean: outputs.mean as tf.Tensor, scale: scale.of(params, outputs) }),
  };
}

/**
 * Positive numbers whose logarithm is Gaussian (HI-VAE's positive columns, Nazabal et al. 2020, section 3.2):
 * log p(x|z) = log N(log x; mean, scale^2) - log x, nats per element.
 *
 * Output `mean` of log x, `[...lead, ...x]`; with `scale.kind: per-element` also `log-scale`, kept in [-6, 3].
 *
 * @throws ConfigError when the data has no field x.
 */
export const logNormalLikelihood: Definition<LogNormalConfig, Likelihood<ScaleParams>> = {
  family: "likelihood",
  kind: "log-normal",
  summary: "A positive number per element whose logarithm is Gaussian",
  config: () => schema,
  create: createLogNormal,
};
