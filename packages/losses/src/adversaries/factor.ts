import { stopGradient } from "@elbo/program";
import type { Definition, Loss, Slot, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { codeLength, codes } from "../aggregate/codes.ts";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { reportedKl, totalKl } from "../kl/site-kl.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";
import { type DiscriminatorParams, discriminator } from "./discriminator.ts";
import { permuteDimensions } from "./permute-dimensions.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("factor"),
    gamma: weightField(slot).default(10).describe("weight of the total correlation: a number, or a schedule"),
    layers: z.int().min(1).default(6).describe("hidden layers of the discriminator"),
    width: z.int().min(1).default(1000).describe("units of each hidden layer of the discriminator"),
  });

/** Options of `factor`. */
export type FactorConfig = z.output<ReturnType<typeof schema>>;

/** Creates the objectives `vae` and `discriminator` for the latents in `wiring`. */
export function createFactor(
  { gamma, layers, width }: FactorConfig,
  wiring: Pick<Wiring, "part" | "latents">,
): Loss<DiscriminatorParams> {
  const judge = discriminator({ latent: codeLength(wiring), layers, width });
  const { weight, knobs } = movingWeight("gamma", gamma, wiring);
  return {
    params: judge.params,
    leastBatch: 2,
    knobs,
    needs: {
      posterior: {
        law: "the KL divergence is a term",
        real: "permuted over the batch, dimensions of other codes leave their space",
      },
    },
    objectives: {
      vae: {
        moves: ["encoder", "decoder", "prior"],
        terms: (params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          return withAdded(
            {
              reconstruction: reconstructionTerm(trace),
              kl: { value: totalKl(trace.sites), over: "example" },
              "total-correlation": { value: judge.logOdds(params, codes(trace.sites)), over: "example", weight },
              ...reportedKl(trace.sites),
            },
            trace,
          );
        },
      },
      discriminator: {
        moves: ["loss"],
        terms: (params, model, batch, context) => {
          const z = stopGradient(codes(model.infer(batch, { samples: 1 }, context.quiet()).sites)); // `vae` moved the state
          // -log D = softplus(-odds) for codes of q(z), -log(1 - D) = softplus(odds) for permuted ones.
          const joint = tf.softplus(tf.neg(judge.logOdds(params, z)));
          const permuted = tf.softplus(judge.logOdds(params, permuteDimensions(z, context)));
          return { "cross-entropy": { value: tf.mul(tf.add(joint, permuted), 0.5), over: "example" } };
        },
      },
    },
  };
}

/**
 * FactorVAE (Kim & Mnih 2018, eq. 2 and 3, algorithm 2): the VAE's bound plus gamma times the total correlation
 * KL(q(z) || prod_d q(z_d)), estimated by the density ratio log D(z) / (1 - D(z)) of a discriminator that tells codes
 * from codes whose dimensions are permuted over the batch. All in nats per example.
 *
 * Objective `vae` moves encoder, decoder and prior: terms `reconstruction` `[sample, batch]`, `kl` `[batch]` or
 * `[sample, batch]`, `total-correlation` `[batch]`. Objective `discriminator` moves the loss's own parameters: term
 * `cross-entropy` `[batch]`, log 2 when it cannot tell. The paper permutes a second batch; here it is the same one.
 * Codes of padded rows take part in the permutation.
 */
export const factorLoss: Definition<FactorConfig, Loss<DiscriminatorParams>> = {
  family: "loss",
  kind: "factor",
  summary: "FactorVAE: total correlation by a discriminator (Kim & Mnih 2018)",
  config: schema,
  create: createFactor,
};
