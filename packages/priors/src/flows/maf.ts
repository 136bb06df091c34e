import { actNorm, affine, autoregressive, composeFlows, type Flow, invertElements, reversal } from "@elbo/flows";
import { activationNames } from "@elbo/layers";
import type { Definition, Prior, Slot, Wiring } from "@elbo/spec";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";
import { type FlowPriorParams, flowPrior } from "./flow-prior.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("maf"),
    length: z.int().min(1).default(5).describe("number of autoregressive layers"),
    hidden: z.array(z.int().min(1)).default([128]).describe("hidden layers of each masked net"),
    activation: z.enum(activationNames).default("relu"),
    base: slot("prior").optional().describe("the law of the noise; default standard-normal"),
  });

/** Options of `maf`. */
export type MafConfig = z.output<ReturnType<typeof schema>>;

/** Creates the prior for the site in `wiring`. */
export function createMaf(config: MafConfig, wiring: Pick<Wiring, "site" | "part">): Prior<FlowPriorParams> {
  const site = priorSite("maf", wiring);
  const { length, hidden, activation } = config;
  const latent = site.shape.reduce((a, b) => a * b, 1);
  const layers = Array.from({ length }, (_, k) => [
    ...(k > 0 ? [reversal(latent) as Flow] : []),
    actNorm(latent) as Flow,
    autoregressive({ latent, map: invertElements(affine), hidden, activation }),
  ]);
  const base = wiring.part<Prior>("prior", config.base ?? { kind: "standard-normal" }, { site });
  return flowPrior(composeFlows(layers.flat()), base);
}

/**
 * Masked autoregressive flow (Papamakarios et al. 2017, eq. 3-5): each layer has
 * u_i = (z_i - mu_i) exp(-alpha_i), mu_i and alpha_i by a masked net of z_1 .. z_{i-1},
 * log p(z) = log base(u) - sum alpha_i. The order of the latents is reversed between layers; a shift and scale per latent takes
 * the place of their batch normalisation. A density takes one pass, a draw one pass per latent and layer.
 */
export const mafPrior: Definition<MafConfig, Prior<FlowPriorParams>> = {
  family: "prior",
  kind: "maf",
  summary: "Masked autoregressive flow over any base (Papamakarios et al. 2017)",
  config: schema,
  create: createMaf,
};
