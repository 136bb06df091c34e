import { logMeanExp } from "@elbo/distributions";
import type { Definition, Loss } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { groupedBounds } from "./miwae.ts";
import { logWeights, reportedParts, weightNeeds, withAdded } from "./trace-terms.ts";

const schema = z.strictObject({
  kind: z.literal("piwae"),
  averages: z.int().min(1).default(8).describe("M, bounds that are averaged for the encoder"),
  samples: z
    .int()
    .min(1)
    .default(8)
    .describe("K, draws of z per bound of the encoder; the decoder's bound has M K draws"),
});

/** Options of `piwae`. */
export type PiwaeConfig = z.output<typeof schema>;

/** Creates the objectives `encoder` and `decoder`, which see the same draws at the same parameters. */
export function createPiwae({ averages, samples }: PiwaeConfig): Loss<Record<never, never>> {
  const draws = { samples: averages * samples };
  return {
    params: {},
    together: true,
    needs: weightNeeds,
    objectives: {
      encoder: {
        moves: ["encoder"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, draws, context);
          const value = groupedBounds(logWeights(trace), averages);
          return withAdded({ miwae: { value, over: "example" }, ...reportedParts(trace) }, trace);
        },
      },
      decoder: {
        moves: ["decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, draws, context);
          return { iwae: { value: tf.neg(logMeanExp(logWeights(trace), 0)), over: "example" } };
        },
      },
    },
  };
}

/**
 * PIWAE (Rainforth et al. 2018, section 5.3): the encoder follows MIWAE, the mean of M bounds of K draws each; decoder and
 * prior follow IWAE with all M K draws. Both from the same draws, at the same parameters; nats per example.
 *
 * Objective `encoder`: term `miwae` `[average, batch]`; `reconstruction`, `kl` and `kl/<site>` are reported; terms that
 * parts add. Objective `decoder`: term `iwae` `[batch]`.
 */
export const piwaeLoss: Definition<PiwaeConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "piwae",
  summary: "MIWAE for the encoder, IWAE for the decoder, on the same draws (Rainforth et al. 2018)",
  config: () => schema,
  create: createPiwae,
};
