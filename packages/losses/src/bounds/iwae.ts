import { logMeanExp } from "@elbo/distributions";
import type { Definition, Loss } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { logWeights, reportedParts, weightNeeds, withAdded } from "./trace-terms.ts";

const schema = z.strictObject({
  kind: z.literal("iwae"),
  samples: z.int().min(1).default(5).describe("k, draws of z per example, all in one pass"),
});

/** Options of `iwae`. */
export type IwaeConfig = z.output<typeof schema>;

/** Creates the negative importance-weighted bound as one objective, `iwae`. */
export function createIwae({ samples }: IwaeConfig): Loss<Record<never, never>> {
  return {
    params: {},
    needs: weightNeeds,
    objectives: {
      iwae: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples }, context);
          return withAdded(
            {
              iwae: { value: tf.neg(logMeanExp(logWeights(trace), 0)), over: "example" },
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
 * The importance-weighted bound (Burda et al. 2016, eq. 8): -(log sum_k w_k - log k), w_k = p(x, z_k) / q(z_k|x),
 * z_k ~ q(z|x); nats per example. k = 1 is the VAE's bound; it grows towards log p(x) with k.
 *
 * Terms: `iwae` `[batch]`; `reconstruction`, `kl` and `kl/<site>` are reported; terms that parts add.
 */
export const iwaeLoss: Definition<IwaeConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "iwae",
  summary: "Importance-weighted bound with k draws (Burda et al. 2016)",
  config: () => schema,
  create: createIwae,
};
