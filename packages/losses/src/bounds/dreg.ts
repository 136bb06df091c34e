import { logMeanExp } from "@elbo/distributions";
import { stopGradient } from "@elbo/program";
import type { Definition, Loss } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import {
  frozenLogWeights,
  frozenNeeds,
  logWeights,
  reportedParts,
  valueWithGradient,
  withAdded,
} from "./trace-terms.ts";

const schema = z.strictObject({
  kind: z.literal("dreg"),
  samples: z.int().min(1).default(5).describe("k, draws of z per example, all in one pass"),
});

/** Options of `dreg`. */
export type DregConfig = z.output<typeof schema>;

/** Creates the objectives `encoder` and `decoder`, which see the same draws at the same parameters. */
export function createDreg({ samples }: DregConfig): Loss<Record<never, never>> {
  return {
    params: {},
    together: true,
    needs: frozenNeeds,
    objectives: {
      encoder: {
        moves: ["encoder"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples }, context);
          const logW = frozenLogWeights(trace); // [sample, batch]
          const share = stopGradient(tf.transpose(tf.softmax(tf.transpose(logW)))); // w_k / sum w
          const surrogate = tf.neg(tf.sum(tf.mul(tf.square(share), logW), 0));
          const value = valueWithGradient(tf.neg(logMeanExp(logW, 0)), surrogate);
          return withAdded({ dreg: { value, over: "example" }, ...reportedParts(trace) }, trace);
        },
      },
      decoder: {
        moves: ["decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples }, context);
          return { iwae: { value: tf.neg(logMeanExp(logWeights(trace), 0)), over: "example" } };
        },
      },
    },
  };
}

/**
 * Doubly reparameterised gradient of the importance-weighted bound (Tucker et al. 2019, eq. 8): the encoder moves along
 *
 *     sum_k (w_k / sum_j w_j)^2 (d log w_k / d z_k) (d z_k / d phi),  z_k = z(noise_k, phi),
 *
 * an unbiased estimate of the gradient of -(log sum_k w_k - log k) whose signal-to-noise ratio grows with k, where that of
 * `iwae` falls. Decoder and prior move along IWAE with the same draws, at the same parameters. Nats per example.
 *
 * Objective `encoder`: term `dreg` `[batch]`, whose value is the bound; `reconstruction`, `kl` and `kl/<site>` are reported;
 * terms that parts add. Objective `decoder`: term `iwae` `[batch]`.
 */
export const dregLoss: Definition<DregConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "dreg",
  summary: "Importance-weighted bound with a doubly reparameterised encoder gradient (Tucker et al. 2019)",
  config: () => schema,
  create: createDreg,
};
