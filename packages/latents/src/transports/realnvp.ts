import { affine, composeFlows, coupling } from "@elbo/flows";
import { activationNames } from "@elbo/layers";
import type { Definition, ParamTree, Transport, Wiring } from "@elbo/spec";
import { z } from "zod";
import { flowTransport, servedSite } from "./flow-transport.ts";

const schema = z.strictObject({
  kind: z.literal("realnvp"),
  length: z.int().min(1).default(4).describe("number of coupling layers"),
  hidden: z.array(z.int().min(1)).default([64]).describe("hidden layers of each coupling's net"),
  activation: z.enum(activationNames).default("relu"),
  context: z.int().min(1).default(32).describe("width of the encoder's context, which every net sees"),
});

/** Options of `realnvp`. */
export type RealNvpConfig = z.output<typeof schema>;

/** Creates the transport for the site in `wiring`. */
export function createRealNvp(
  { length, ...config }: RealNvpConfig,
  wiring: Pick<Wiring, "site">,
): Transport<ParamTree> {
  const site = servedSite("realnvp", wiring);
  const { hidden, activation, context } = config;
  const net = { latent: site.latent, map: affine, hidden, activation, context };
  const flow = composeFlows(
    Array.from({ length }, (_, k) => coupling({ ...net, moves: k % 2 === 0 ? "odd" : "even" })),
  );
  return flowTransport<ParamTree>(
    {
      params: flow.params,
      features: { context: [context] },
      map: (values, features) => flow.bind(values, features.context),
      invertible: true,
    },
    site,
  );
}

/**
 * Affine coupling layers on the posterior's draws (RealNVP: Dinh et al. 2017, section 3): latents at odd and at even places
 * move in turn, z_moved exp(s) + t with s, t = net(z_kept, h), log q(z_K) = log q(z_0) - sum s. h is a feature of the encoder;
 * there is no batch normalisation.
 *
 * @throws ConfigError for a single latent.
 */
export const realNvpTransport: Definition<RealNvpConfig, Transport<ParamTree>> = {
  family: "transport",
  kind: "realnvp",
  summary: "Affine coupling layers, steered by the encoder (Dinh et al. 2017)",
  config: () => schema,
  create: createRealNvp,
};
