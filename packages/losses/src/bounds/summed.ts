import { logMeanExp, siteKl } from "@elbo/distributions";
import { ConfigError, type Definition, type Loss, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { eachValue, eachValueNeeds } from "./each-value.ts";
import { weightNeeds, withAdded } from "./trace-terms.ts";

const schema = z.strictObject({
  kind: z.literal("summed"),
  site: z.string().default("s").describe("latent site that is summed out: one categorical variable, one-hot"),
  samples: z
    .int()
    .min(1)
    .default(1)
    .describe("K, draws of the other latents for each value; a step takes K times as many draws as there are values"),
});

/** Options of `summed`. */
export type SummedConfig = z.output<typeof schema>;

/** Creates the negative bound as one objective, `summed`. */
export function createSummed({ site, samples }: SummedConfig, wiring: Pick<Wiring, "latents">): Loss {
  const shape = wiring.latents[site];
  const values = shape?.at(-1) ?? 0;
  if (shape === undefined || values < 2 || tf.util.sizeFromShape([...shape]) !== values) {
    throw new ConfigError("there is no site whose values can be summed over", {
      where: "config loss.site",
      expected: `a site "${site}" of one categorical variable, [1, values]`,
      received:
        Object.entries(wiring.latents)
          .map(([name, axes]) => `${name} [${axes.join(", ")}]`)
          .join(", ") || "no latents",
      remedy: "Name such a site, or take latents.kind: mixture.",
    });
  }
  return {
    params: {},
    needs: {
      posterior: samples > 1 ? weightNeeds.posterior : { law: "the KL divergence is a term" },
      sites: { [site]: eachValueNeeds },
    },
    objectives: {
      summed: {
        moves: ["encoder", "decoder", "prior"],
        terms(_params, model, batch, context) {
          const { trace, given, others } = eachValue(model, batch, { site, shape, draws: samples }, context);
          const size = (batch.weight as tf.Tensor).size;
          /** `[value * draw, batch]` -> `[value, draw, batch]` */
          const byValue = (x: tf.Tensor) => tf.reshape(x, [values, samples, size]);
          const ofDraws = (x: tf.Tensor) => tf.mean(byValue(tf.add(x, tf.zerosLike(trace.logX))), 1);
          const q = ofDraws(tf.exp(given.logQ));
          const expected = (each: tf.Tensor) => tf.sum(tf.mul(q, each), 0);
          const surprise = ofDraws(tf.neg(trace.logX));
          const chosen = ofDraws(tf.sub(given.logQ, given.logP));
          const kls = others.map((one) => [one.name, ofDraws(siteKl(one))] as const);
          const within = kls.reduce((sum, [, kl]) => tf.add(sum, kl), surprise);
          const weights = () => others.reduce((sum, { logP, logQ }) => tf.add(sum, tf.sub(logP, logQ)), trace.logX);
          const bound = samples > 1 ? tf.neg(logMeanExp(byValue(weights()), 1)) : within;
          const reported = { over: "example", weight: 0 } as const;
          return withAdded(
            {
              summed: { value: expected(tf.add(bound, chosen)), over: "example" },
              reconstruction: { value: expected(surprise), ...reported },
              kl: { value: expected(tf.add(tf.sub(within, surprise), chosen)), ...reported },
              ...Object.fromEntries(
                [...kls, [site, chosen] as const].map(([name, kl]) => [
                  `kl/${name}`,
                  { value: expected(kl), ...reported },
                ]),
              ),
            },
            trace,
          );
        },
      },
    },
  };
}

/**
 * The bound with a discrete site summed out exactly, in place of relaxed draws of it, nats per example:
 * -sum_s q(s|x) (L(x|s) + log p(s) - log q(s|x)), L(x|s) <= log p(x|s) the bound of the other latents given s: by their KL divergences
 * along one draw (HI-VAE's, Nazabal et al. 2020, eq. 12), or log (1/K) sum_k w_k of K draws (Burda et al. 2016, eq. 8). It is
 * log p(x) - KL(q(s|x) || p(s|x)) once L is exact, so q(s|x) learns the responsibilities.
 *
 * Terms `[batch]`: `summed`; reported `reconstruction`, `kl` and `kl/<site>`, means under q(s|x); terms that parts add, over
 * samples `[value * draw]`.
 *
 * @throws ConfigError when the site is not one categorical variable.
 */
export const summedLoss: Definition<SummedConfig, Loss> = {
  family: "loss",
  kind: "summed",
  summary: "Bound with a discrete site summed out exactly, where the others are drawn (Nazabal et al. 2020)",
  config: () => schema,
  create: createSummed,
};
