import { actNorm, autoregressive, composeFlows, coupling, type Flow, rationalQuadratic, reversal } from "@elbo/flows";
import { activationNames } from "@elbo/layers";
import type { Definition, Prior, Slot, Wiring } from "@elbo/spec";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";
import { type FlowPriorParams, flowPrior } from "./flow-prior.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("spline"),
    form: z
      .enum(["coupling", "autoregressive"])
      .default("coupling")
      .describe("half of the latents at a time, or each by those before it"),
    length: z.int().min(1).default(4).describe("number of layers"),
    bins: z.int().min(2).default(8).describe("pieces of each spline"),
    bound: z.number().gt(0).default(5).describe("splines act within [-bound, bound], in units of z"),
    hidden: z.array(z.int().min(1)).default([128]).describe("hidden layers of each net"),
    activation: z.enum(activationNames).default("relu"),
    base: slot("prior").optional().describe("the law of the noise; default standard-normal"),
  });

/** Options of `spline`. */
export type SplineConfig = z.output<ReturnType<typeof schema>>;

/** Creates the prior for the site in `wiring`. */
export function createSpline(config: SplineConfig, wiring: Pick<Wiring, "site" | "part">): Prior<FlowPriorParams> {
  const site = priorSite("spline", wiring);
  const { form, length, hidden, activation } = config;
  const latent = site.shape.reduce((a, b) => a * b, 1);
  const net = { latent, map: rationalQuadratic(config), hidden, activation };
  const layer = (k: number): Flow[] =>
    form === "coupling"
      ? [actNorm(latent) as Flow, coupling({ ...net, moves: k % 2 === 0 ? "odd" : "even" })]
      : [...(k > 0 ? [reversal(latent) as Flow] : []), actNorm(latent) as Flow, autoregressive(net)];
  const base = wiring.part<Prior>("prior", config.base ?? { kind: "standard-normal" }, { site });
  return flowPrior(composeFlows(Array.from({ length }, (_, k) => layer(k)).flat()), base);
}

/**
 * Neural spline flow (Durkan et al. 2019): u = f(z), each layer a shift and scale per latent, then monotone splines of rational
 * quadratics whose knots a net makes of the other half (coupling) or of the latents before (autoregressive),
 * log p(z) = log base(u) + sum log du/dz. Autoregressive, a draw takes one pass per latent and layer.
 *
 * @throws ConfigError for a single latent in coupling form.
 */
export const splinePrior: Definition<SplineConfig, Prior<FlowPriorParams>> = {
  family: "prior",
  kind: "spline",
  summary: "Neural spline flow over any base, coupling or autoregressive (Durkan et al. 2019)",
  config: schema,
  create: createSpline,
};
