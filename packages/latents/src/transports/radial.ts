import { composeMaps, radial } from "@elbo/flows";
import type { Definition, Transport, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { entry, flowTransport, servedSite } from "./flow-transport.ts";

const schema = z.strictObject({
  kind: z.literal("radial"),
  length: z.int().min(1).default(4).describe("number of maps K"),
});

/** Options of `radial`. */
export type RadialConfig = z.output<typeof schema>;

/** Creates the transport for the site in `wiring`; all of its parameters come from the encoder. */
export function createRadial({ length }: RadialConfig, wiring: Pick<Wiring, "site">): Transport<Record<never, never>> {
  const site = servedSite("radial", wiring);
  const steps = Array.from({ length }, (_, k) => k);
  return flowTransport(
    {
      params: {},
      features: { centre: [length, site.latent], alpha: [length], beta: [length] },
      map: (_, features) => {
        const { centre, alpha, beta } = features as Record<"centre" | "alpha" | "beta", tf.Tensor>;
        const at = (k: number) => ({ centre: entry(centre, k, 1), alpha: entry(alpha, k, 0), beta: entry(beta, k, 0) });
        return composeMaps(steps.map((k) => radial(at(k))));
      },
      invertible: true,
    },
    site,
  );
}

/**
 * K radial maps (Rezende & Mohamed 2015, eq. 14): z_k = z_{k-1} + beta h(r) (z_{k-1} - c), h = 1 / (alpha + r),
 * r = |z_{k-1} - c|, log q(z_K) = log q(z_0) - sum_k (d - 1) log(1 + beta h) + log(1 + beta h + beta h' r).
 *
 * c, alpha and beta of each map are features of the encoder, one set per example.
 */
export const radialTransport: Definition<RadialConfig, Transport<Record<never, never>>> = {
  family: "transport",
  kind: "radial",
  summary: "Radial flow, parameters by the encoder (Rezende & Mohamed 2015)",
  config: () => schema,
  create: createRadial,
};
