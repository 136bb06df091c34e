import { stopGradient } from "@elbo/program";
import type { Definition, Loss, Slot, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { codeLength, codes, priorCodes } from "../aggregate/codes.ts";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";
import { type DiscriminatorParams, discriminator } from "./discriminator.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("aae"),
    lambda: weightField(slot).default(1).describe("weight of the encoder's adversarial term: a number, or a schedule"),
    layers: z.int().min(1).default(2).describe("hidden layers of the discriminator"),
    width: z.int().min(1).default(1000).describe("units of each hidden layer of the discriminator"),
  });

/** Options of `aae`. */
export type AaeConfig = z.output<ReturnType<typeof schema>>;

/** Creates the objectives `autoencoder` and `discriminator` for the latents in `wiring`. */
export function createAae(
  { lambda, layers, width }: AaeConfig,
  wiring: Pick<Wiring, "part" | "latents">,
): Loss<DiscriminatorParams> {
  const judge = discriminator({ latent: codeLength(wiring), layers, width, where: "losses/aae discriminator" });
  const { weight, knobs } = movingWeight("lambda", lambda, wiring);
  return {
    params: judge.params,
    knobs,
    needs: { prior: { drawn: "a discriminator tells codes from draws of the prior" } },
    objectives: {
      autoencoder: {
        moves: ["encoder", "decoder"],
        terms: (params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const deceit = tf.softplus(tf.neg(judge.logOdds(params, codes(trace.sites)))); // -log D(z)
          return withAdded(
            { reconstruction: reconstructionTerm(trace), deceit: { value: deceit, over: "example", weight } },
            trace,
          );
        },
      },
      discriminator: {
        moves: ["loss"],
        terms: (params, model, batch, context) => {
          const { sites } = model.infer(batch, { samples: 1 }, context.quiet()); // `autoencoder` moved the state
          const real = tf.softplus(tf.neg(judge.logOdds(params, priorCodes(model, sites, batch, context)))); // -log D
          const fake = tf.softplus(judge.logOdds(params, stopGradient(codes(sites)))); // -log(1 - D)
          return { "cross-entropy": { value: tf.mul(tf.add(real, fake), 0.5), over: "example" } };
        },
      },
    },
  };
}

/**
 * Adversarial autoencoder (Makhzani et al. 2016, section 2; the WAE-GAN of Tolstikhin et al. 2018, algorithm 1): a
 * discriminator D tells draws of the prior from codes, and the encoder learns to deceive it: -log p(x|z) - lambda log D(z),
 * D by cross-entropy. The paper's two phases are one step here: encoder and decoder move, then the discriminator. All in
 * nats per example.
 *
 * Objective `autoencoder` moves encoder and decoder: `reconstruction` `[sample, batch]`, `deceit` = -log D(z) `[batch]`;
 * terms that parts add. Objective `discriminator` moves the loss's own parameters: `cross-entropy` `[batch]`, log 2 when it
 * cannot tell. The prior is given: a prior with parameters keeps its first ones.
 */
export const aaeLoss: Definition<AaeConfig, Loss<DiscriminatorParams>> = {
  family: "loss",
  kind: "aae",
  summary: "Adversarial autoencoder: codes that a discriminator takes for the prior's (Makhzani et al. 2016)",
  config: schema,
  create: createAae,
};
