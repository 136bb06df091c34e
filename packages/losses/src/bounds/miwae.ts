import { logMeanExp } from "@elbo/distributions";
import type { Definition, Loss } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { logWeights, reportedParts, weightNeeds, withAdded } from "./trace-terms.ts";

const schema = z.strictObject({
  kind: z.literal("miwae"),
  averages: z.int().min(1).default(8).describe("M, importance-weighted bounds that are averaged"),
  samples: z
    .int()
    .min(1)
    .default(8)
    .describe("K, draws of z per bound; a step takes M K draws per example in one pass"),
});

/** Options of `miwae`. */
export type MiwaeConfig = z.output<typeof schema>;

/** Negative bounds of M groups of K draws each: log weights `[M * K, batch]` -> `[M, batch]`, nats. */
export const groupedBounds = (logW: tf.Tensor, averages: number): tf.Tensor => {
  const [draws, batch] = logW.shape as [number, number];
  return tf.neg(logMeanExp(tf.reshape(logW, [averages, draws / averages, batch]), 1));
};

/** Creates the average of M negative importance-weighted bounds as one objective, `miwae`. */
export function createMiwae({ averages, samples }: MiwaeConfig): Loss<Record<never, never>> {
  return {
    params: {},
    needs: weightNeeds,
    objectives: {
      miwae: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: averages * samples }, context);
          const value = groupedBounds(logWeights(trace), averages);
          return withAdded({ miwae: { value, over: "example" }, ...reportedParts(trace) }, trace);
        },
      },
    },
  };
}

/**
 * MIWAE (Rainforth et al. 2018, eq. 12): -(1/M) sum_m log (1/K) sum_k w_mk, the mean of M importance-weighted bounds of K
 * draws each, nats per example. M = 1 is IWAE, K = 1 the VAE's bound along M draws. For a given number of draws, more
 * averages give the encoder a gradient with less noise, and a looser bound. (The MIWAE of Mattei & Frellsen 2019, for
 * missing data, is `iwae` on data with a mask.)
 *
 * Terms: `miwae` `[average, batch]`; `reconstruction`, `kl` and `kl/<site>` are reported; terms that parts add.
 */
export const miwaeLoss: Definition<MiwaeConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "miwae",
  summary: "Mean of M importance-weighted bounds of K draws (Rainforth et al. 2018)",
  config: () => schema,
  create: createMiwae,
};
