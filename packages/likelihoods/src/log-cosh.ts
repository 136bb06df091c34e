import { hyperbolicSecant } from "@elbo/distributions";
import type { Definition, Likelihood, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";
import { type ScaleParams, scaleField, scaleOption } from "./scale-option.ts";

const schema = z.strictObject({ kind: z.literal("log-cosh"), scale: scaleField("learned") });

/** Options of `log-cosh`. */
export type LogCoshConfig = z.output<typeof schema>;

/** Creates p(x|z) = prod sech((x - mean) / scale) / (pi scale). */
export function createLogCosh(config: LogCoshConfig, wiring: Pick<Wiring, "fields">): Likelihood<ScaleParams> {
  const { shape } = observedField("log-cosh", wiring);
  const scale = scaleOption(config.scale, shape);
  return {
    params: scale.params,
    outputs: { mean: shape, ...scale.outputs },
    offers: ["mean", "pathwise"],
    supports: ["real", "unit"],
    elements: (params, outputs) =>
      hyperbolicSecant({ mean: outputs.mean as tf.Tensor, scale: scale.of(params, outputs) }),
  };
}

/**
 * The log-cosh reconstruction (Chen et al. 2019, "Log hyperbolic cosine loss improves variational auto-encoder") as the
 * density that it belongs to, the hyperbolic secant: log p(x|z) = -log cosh((x - mean) / scale) - log(pi scale), nats per
 * element. Small errors count squared, large ones by their absolute value. The paper's log cosh(a t) / a is this with
 * scale 1 / a, weighed by 1 / a.
 *
 * Output `mean` `[...lead, ...x]`, unbounded; with `scale.kind: per-element` also `log-scale`, kept in [-6, 3].
 *
 * @throws ConfigError when the data has no field x.
 */
export const logCoshLikelihood: Definition<LogCoshConfig, Likelihood<ScaleParams>> = {
  family: "likelihood",
  kind: "log-cosh",
  summary: "A hyperbolic secant per element: log-cosh errors (Chen et al. 2019)",
  config: () => schema,
  create: createLogCosh,
};
