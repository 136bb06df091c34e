import { betaBinomial } from "@elbo/distributions";
import type { Definition, Distribution, Likelihood, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { greyLevels } from "./grey-levels.ts";
import { smoothBounds } from "./smooth-bounds.ts";

const schema = z.strictObject({ kind: z.literal("beta-binomial") });

/** Options of `beta-binomial`. */
export type BetaBinomialConfig = z.output<typeof schema>;

/** log(alpha + beta) stays inside. */
const concentration = smoothBounds(-6, 11);

/** The law of k / top, where `base` is that of k. */
function shrunk(base: ReturnType<typeof betaBinomial>, top: number): Distribution {
  const whole = (value: tf.Tensor) => tf.round(tf.mul(value, top));
  return {
    ...base,
    draw: (samples, context) => {
      const { value, logProb } = base.draw(samples, context);
      return { value: tf.div(value, top), logProb };
    },
    logProb: (value) => base.logProb(whole(value)),
    frozen: () => shrunk(base.frozen() as typeof base, top),
    mean: () => tf.div(base.mean(), top),
    mode: () => tf.div(base.mode(), top),
    cdf: (value) => base.cdf(whole(value)),
  };
}

/** Creates p(x|z) = prod BetaBinomial(255 x; 255, alpha, beta). It has no parameters of its own. */
export function createBetaBinomial(
  _config: BetaBinomialConfig,
  wiring: Pick<Wiring, "fields">,
): Likelihood<Record<never, never>> {
  const { shape, levels } = greyLevels("beta-binomial", wiring);
  return {
    params: {},
    outputs: { logits: shape, "log-concentration": shape },
    offers: ["mean"],
    supports: ["unit"],
    elements: (_params, outputs) =>
      shrunk(
        betaBinomial({
          total: levels - 1,
          logits: outputs.logits as tf.Tensor,
          logConcentration: concentration.bound(outputs["log-concentration"] as tf.Tensor),
        }),
        levels - 1,
      ),
  };
}

/**
 * A mass for each of 256 grey levels (Townsend et al. 2019, "BB-ANS", section 3.2): 255 coins whose probability is
 * Beta(alpha, beta), nats per pixel. alpha + beta = e^c with c kept in [-6, 11], alpha / (alpha + beta) = sigmoid(logits).
 *
 * Outputs `logits` and `log-concentration` `[...lead, ...x]`. Bits per dimension of 8-bit pictures compare.
 *
 * @throws ConfigError when the data has no field x, or does not state its levels.
 */
export const betaBinomialLikelihood: Definition<BetaBinomialConfig, Likelihood<Record<never, never>>> = {
  family: "likelihood",
  kind: "beta-binomial",
  summary: "A mass per grey level, 255 coins of a random probability (Townsend et al. 2019)",
  config: () => schema,
  create: createBetaBinomial,
};
