// A second VAE on the first one's codes (Dai & Wipf 2019, section 4): where the aggregate posterior is not the prior, the
// second model learns it; its likelihood's noise is drawn, too. z ~ p_2(z|u), u ~ N(0, I). Codes are standardised first, since
// those of an autoencoder may have any scale.
import type { Definition, Sampler } from "@elbo/spec";
import { z } from "zod";
import { standardised } from "./standardised.ts";

const schema = z.strictObject({
  kind: z.literal("two-stage"),
  hidden: z.array(z.int().positive()).default([512, 512]).describe("widths of both networks"),
  steps: z.int().positive().default(4000).describe("optimiser steps"),
  rate: z.number().positive().default(1e-3).describe("learning rate at the start; it falls to 0 by a cosine"),
  batch: z.int().positive().default(100),
  examples: z.int().min(2).default(50_000).describe("training examples whose codes are learned, at most"),
});

/** `{ kind: "two-stage", hidden, steps, rate, batch, examples }`: the second VAE has as many latents as the first. */
export const twoStageSampler: Definition<z.output<typeof schema>, Sampler> = {
  family: "sampler",
  kind: "two-stage",
  summary: "a second VAE trained on the codes (Dai & Wipf 2019)",
  config: () => schema,
  create: ({ hidden, steps, rate, batch, examples }) => ({
    needs: { posterior: { real: "the second model describes real numbers" } },
    fit: async ({ codes, dimensions, train }) => {
      const net = { kind: "dense", hidden };
      const config = {
        likelihood: { kind: "gaussian", sigma: { kind: "learned" } },
        latents: { kind: "single", posterior: { kind: "gaussian", dimension: dimensions } },
        encoder: net,
        decoder: net,
        loss: { kind: "elbo" },
        training: { steps, batch, optimiser: { kind: "adam", rate: { kind: "cosine", from: rate } } },
      };
      const { values, back } = standardised(await codes({ of: "draws", examples }), dimensions);
      const draw = await train(config, values);
      return async (request) => back(await draw(request));
    },
  }),
};
