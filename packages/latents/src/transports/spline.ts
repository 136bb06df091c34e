import { autoregressive, composeFlows, coupling, type Flow, rationalQuadratic, reversal } from "@elbo/flows";
import { activationNames } from "@elbo/layers";
import type { Definition, ParamTree, Transport, Wiring } from "@elbo/spec";
import { z } from "zod";
import { flowTransport, servedSite } from "./flow-transport.ts";

const schema = z.strictObject({
  kind: z.literal("spline"),
  form: z
    .enum(["coupling", "autoregressive"])
    .default("coupling")
    .describe("half of the latents at a time, or each by those before it"),
  length: z.int().min(1).default(4).describe("number of layers"),
  bins: z.int().min(2).default(8).describe("pieces of each spline"),
  bound: z.number().gt(0).default(5).describe("splines act within [-bound, bound], in units of z"),
  hidden: z.array(z.int().min(1)).default([64]).describe("hidden layers of each net"),
  activation: z.enum(activationNames).default("relu"),
  context: z.int().min(1).default(32).describe("width of the encoder's context, which every net sees"),
});

/** Options of `spline`. */
export type SplineConfig = z.output<typeof schema>;

/** Creates the transport for the site in `wiring`. */
export function createSpline(config: SplineConfig, wiring: Pick<Wiring, "site">): Transport<ParamTree> {
  const site = servedSite("spline", wiring);
  const { latent } = site;
  const { form, length, hidden, activation, context } = config;
  const net = { latent, map: rationalQuadratic(config), hidden, activation, context };
  const layer = (k: number): Flow[] =>
    form === "coupling"
      ? [coupling({ ...net, moves: k % 2 === 0 ? "odd" : "even" })]
      : [...(k > 0 ? [reversal(latent) as Flow] : []), autoregressive(net)];
  const flow = composeFlows(Array.from({ length }, (_, k) => layer(k)).flat());
  return flowTransport<ParamTree>(
    {
      params: flow.params,
      features: { context: [context] },
      map: (values, features) => flow.bind(values, features.context),
      // Autoregressive, an inverse would run each net once per latent: only the way forward is offered.
      invertible: form === "coupling",
    },
    site,
  );
}

/**
 * Neural spline flow on the posterior's draws (Durkan et al. 2019): each latent that moves goes through a monotone spline of
 * rational quadratics, whose knots a net makes of other latents and of the encoder's context h,
 * log q(z_K) = log q(z_0) - sum log dz_k / dz_{k-1}. The identity outside [-bound, bound], and at the start.
 *
 * @throws ConfigError for a single latent in coupling form.
 */
export const splineTransport: Definition<SplineConfig, Transport<ParamTree>> = {
  family: "transport",
  kind: "spline",
  summary: "Neural spline flow, coupling or autoregressive, steered by the encoder (Durkan et al. 2019)",
  config: () => schema,
  create: createSpline,
};
