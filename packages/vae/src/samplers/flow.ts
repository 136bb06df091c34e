// A normalising flow fitted to the codes of training examples by maximum likelihood (as pythae's MAFSampler does, with a masked
// autoregressive flow: Papamakarios et al. 2017). Codes are standardised first, since those of an autoencoder may have any scale.
import type { Definition, Sampler, Slot } from "@elbo/spec";
import { z } from "zod";
import { standardised } from "./standardised.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("flow"),
    flow: slot("prior").prefault({ kind: "maf" }).describe("the flow, as a prior: maf, realnvp, spline"),
    of: z.enum(["draws", "centres"]).default("draws").describe("one draw of q(z|x) an example, or its centre"),
    steps: z.int().positive().default(4000).describe("optimiser steps"),
    rate: z.number().positive().default(1e-3).describe("learning rate at the start; it falls to 0 by a cosine"),
    batch: z.int().positive().default(100),
    examples: z.int().min(2).default(50_000).describe("training examples whose codes are learned, at most"),
  });

/** `{ kind: "flow", flow, of, steps, rate, batch, examples }`: z = f^-1(u), u ~ N(0, I). */
export const flowSampler: Definition<z.output<ReturnType<typeof schema>>, Sampler> = {
  family: "sampler",
  kind: "flow",
  summary: "a normalising flow fitted to the codes (Papamakarios et al. 2017)",
  config: schema,
  create: ({ flow, of, steps, rate, batch, examples }) => ({
    needs: { posterior: { real: "a flow has mass everywhere" } },
    fit: async ({ codes, dimensions, trainPrior }) => {
      const { values, back } = standardised(await codes({ of, examples }), dimensions);
      const optimiser = { kind: "adam", rate: { kind: "cosine", from: rate } };
      const training = { steps, batch, optimiser };
      const draw = await trainPrior(flow as { readonly kind: string }, training, values);
      return async (request) => back(await draw(request));
    },
  }),
};
