import { logMeanExp } from "@elbo/distributions";
import type { Definition, Loss } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { logWeights, reportedParts, weightNeeds, withAdded } from "./trace-terms.ts";

const schema = z.strictObject({
  kind: z.literal("ciwae"),
  beta: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("share of the VAE's bound; the rest is the importance-weighted one's"),
  samples: z.int().min(1).default(5).describe("draws of z per example, all in one pass"),
});

/** Options of `ciwae`. */
export type CiwaeConfig = z.output<typeof schema>;

/** Creates the combination of both bounds as one objective, `ciwae`. */
export function createCiwae({ beta, samples }: CiwaeConfig): Loss<Record<never, never>> {
  return {
    params: {},
    needs: weightNeeds,
    objectives: {
      ciwae: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples }, context);
          const logW = logWeights(trace); // [sample, batch]
          const [elbo, iwae] = [tf.neg(tf.mean(logW, 0)), tf.neg(logMeanExp(logW, 0))];
          return withAdded(
            {
              elbo: { value: elbo, over: "example", weight: beta },
              iwae: { value: iwae, over: "example", weight: 1 - beta },
              ...reportedParts(trace),
            },
            trace,
          );
        },
      },
    },
  };
}

/**
 * CIWAE (Rainforth et al. 2018, eq. 14): -(beta ELBO + (1 - beta) IWAE_k), both from the same k draws, nats per example.
 * beta = 1 is the VAE's bound, beta = 0 the importance-weighted one.
 *
 * Terms: `elbo` and `iwae` `[batch]`, negative bounds; `reconstruction`, `kl` and `kl/<site>` are reported; terms that
 * parts add.
 */
export const ciwaeLoss: Definition<CiwaeConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "ciwae",
  summary: "Combination of the VAE's and the importance-weighted bound (Rainforth et al. 2018)",
  config: () => schema,
  create: createCiwae,
};
