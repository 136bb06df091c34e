import { autoregressive, composeFlows, type Flow, gated, reversal } from "@elbo/flows";
import { activationNames } from "@elbo/layers";
import type { Definition, ParamTree, Transport, Wiring } from "@elbo/spec";
import { z } from "zod";
import { flowTransport, servedSite } from "./flow-transport.ts";

const schema = z.strictObject({
  kind: z.literal("iaf"),
  length: z.int().min(1).default(4).describe("number of autoregressive steps T"),
  hidden: z.array(z.int().min(1)).default([320]).describe("hidden layers of each step's masked net"),
  activation: z.enum(activationNames).default("elu"),
  context: z.int().min(1).default(64).describe("width of the encoder's h, which every net sees"),
});

/** Options of `iaf`. */
export type IafConfig = z.output<typeof schema>;

/** Creates the transport for the site in `wiring`. */
export function createIaf({ length, ...net }: IafConfig, wiring: Pick<Wiring, "site">): Transport<ParamTree> {
  const site = servedSite("iaf", wiring);
  const { latent } = site;
  const { hidden, activation, context } = net;
  const steps = Array.from({ length }, (_, t): Flow[] => [
    ...(t > 0 ? [reversal(latent) as Flow] : []),
    autoregressive({ latent, map: gated, hidden, activation, context }),
  ]);
  const flow = composeFlows(steps.flat());
  return flowTransport<ParamTree>(
    {
      params: flow.params,
      features: { context: [context] },
      // An inverse would run each net once per latent: only the way forward is offered.
      map: (values, features) => ({ forward: flow.bind(values, features.context).forward }),
    },
    site,
  );
}

/**
 * Inverse autoregressive flow (Kingma et al. 2016, algorithm 1): [m_t, s_t] = net_t(z_{t-1}, h), a masked net whose output i
 * sees latents before i and the encoder's h; z_t = sigmoid(s_t) z_{t-1} + (1 - sigmoid(s_t)) m_t,
 * log q(z_T) = log q(z_0) - sum_t sum_i log sigmoid(s_ti). The order of the latents is reversed between steps.
 *
 * One pass moves a draw with its density; the way back would take one pass per latent, so other values have no density.
 */
export const iafTransport: Definition<IafConfig, Transport<ParamTree>> = {
  family: "transport",
  kind: "iaf",
  summary: "Inverse autoregressive flow, steered by the encoder (Kingma et al. 2016)",
  config: () => schema,
  create: createIaf,
};
