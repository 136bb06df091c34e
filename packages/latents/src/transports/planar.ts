import { composeMaps, planar } from "@elbo/flows";
import type { Definition, Transport, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { entry, flowTransport, servedSite } from "./flow-transport.ts";

const schema = z.strictObject({
  kind: z.literal("planar"),
  length: z.int().min(1).default(4).describe("number of maps K"),
});

/** Options of `planar`. */
export type PlanarConfig = z.output<typeof schema>;

/** Creates the transport for the site in `wiring`; all of its parameters come from the encoder. */
export function createPlanar({ length }: PlanarConfig, wiring: Pick<Wiring, "site">): Transport<Record<never, never>> {
  const site = servedSite("planar", wiring);
  const steps = Array.from({ length }, (_, k) => k);
  return flowTransport(
    {
      params: {},
      features: { u: [length, site.latent], w: [length, site.latent], b: [length] },
      map: (_, features) => {
        const { u, w, b } = features as Record<"u" | "w" | "b", tf.Tensor>;
        return composeMaps(steps.map((k) => planar({ u: entry(u, k, 1), w: entry(w, k, 1), b: entry(b, k, 0) })));
      },
    },
    site,
  );
}

/**
 * K planar maps (Rezende & Mohamed 2015, eq. 10-15): z_k = z_{k-1} + u' tanh(w.z_{k-1} + b),
 * log q(z_K) = log q(z_0) - sum_k log(1 + tanh'(w.z_{k-1} + b) w.u'), with w.u' > -1.
 *
 * u, w and b of each map are features of the encoder, one set per example. No inverse: the density is known along own draws.
 */
export const planarTransport: Definition<PlanarConfig, Transport<Record<never, never>>> = {
  family: "transport",
  kind: "planar",
  summary: "Planar flow, parameters by the encoder (Rezende & Mohamed 2015)",
  config: () => schema,
  create: createPlanar,
};
