import { laplace } from "@elbo/distributions";
import type { Definition, Likelihood, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";
import { type ScaleParams, scaleField, scaleOption } from "./scale-option.ts";

const schema = z.strictObject({ kind: z.literal("laplace"), scale: scaleField("learned") });

/** Options of `laplace`. */
export type LaplaceConfig = z.output<typeof schema>;

/** Creates p(x|z) = prod exp(-|x - mean| / scale) / (2 scale). */
export function createLaplace(config: LaplaceConfig, wiring: Pick<Wiring, "fields">): Likelihood<ScaleParams> {
  const { shape } = observedField("laplace", wiring);
  const scale = scaleOption(config.scale, shape);
  return {
    params: scale.params,
    outputs: { mean: shape, ...scale.outputs },
    offers: ["mean", "pathwise"],
    supports: ["real", "unit"],
    elements: (params, outputs) => laplace({ mean: outputs.mean as tf.Tensor, scale: scale.of(params, outputs) }),
  };
}

/**
 * The absolute error as a density: log p(x|z) = -|x - mean| / scale - log(2 scale), nats per element. Outliers pull less than
 * under a Gaussian, and reconstructions are medians.
 *
 * Output `mean` `[...lead, ...x]`, unbounded; with `scale.kind: per-element` also `log-scale`, kept in [-6, 3].
 *
 * @throws ConfigError when the data has no field x.
 */
export const laplaceLikelihood: Definition<LaplaceConfig, Likelihood<ScaleParams>> = {
  family: "likelihood",
  kind: "laplace",
  summary: "A double exponential per element: absolute errors",
  config: () => schema,
  create: createLaplace,
};
