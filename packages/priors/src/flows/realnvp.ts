import { actNorm, affine, composeFlows, coupling, type Flow } from "@elbo/flows";
import { activationNames } from "@elbo/layers";
import type { Definition, Prior, Slot, Wiring } from "@elbo/spec";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";
import { type FlowPriorParams, flowPrior } from "./flow-prior.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("realnvp"),
    length: z.int().min(1).default(6).describe("number of coupling layers"),
    hidden: z.array(z.int().min(1)).default([128]).describe("hidden layers of each coupling's net"),
    activation: z.enum(activationNames).default("relu"),
    base: slot("prior").optional().describe("the law of the noise; default standard-normal"),
  });

/** Options of `realnvp`. */
export type RealNvpConfig = z.output<ReturnType<typeof schema>>;

/** Creates the prior for the site in `wiring`. */
export function createRealNvp(config: RealNvpConfig, wiring: Pick<Wiring, "site" | "part">): Prior<FlowPriorParams> {
  const site = priorSite("realnvp", wiring);
  const { length, hidden, activation } = config;
  const latent = site.shape.reduce((a, b) => a * b, 1);
  const layers = Array.from({ length }, (_, k) => [
    actNorm(latent) as Flow,
    coupling({ latent, map: affine, moves: k % 2 === 0 ? "odd" : "even", hidden, activation }),
  ]);
  const base = wiring.part<Prior>("prior", config.base ?? { kind: "standard-normal" }, { site });
  return flowPrior(composeFlows(layers.flat()), base);
}

/**
 * A prior that couplings make of noise (RealNVP: Dinh et al. 2017; as a prior: Huang et al. 2017; Xu et al. 2019):
 * u = f(z), each layer a shift and scale per latent, then u_moved exp(s) + t with s, t = net(u_kept), odd and even places in
 * turn; log p(z) = log base(u) + sum s. Density and draws take one pass each; batchShape is the base's.
 *
 * @throws ConfigError for a single latent.
 */
export const realNvpPrior: Definition<RealNvpConfig, Prior<FlowPriorParams>> = {
  family: "prior",
  kind: "realnvp",
  summary: "Affine coupling layers over any base (Dinh et al. 2017; as a prior: Xu et al. 2019)",
  config: schema,
  create: createRealNvp,
};
