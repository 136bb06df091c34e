import { composeMaps, householder } from "@elbo/flows";
import { type DenseParams, dense } from "@elbo/layers";
import type { Definition, Named, Transport, Values, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { flowTransport, servedSite } from "./flow-transport.ts";

const schema = z.strictObject({
  kind: z.literal("householder"),
  length: z.int().min(1).default(4).describe("number of reflections T"),
});

/** Options of `householder`. */
export type HouseholderConfig = z.output<typeof schema>;

/** Parameters of `householder`: the linear layer that makes each vector but the first. */
export type HouseholderParams = Named<DenseParams>;

/** Creates the transport for the site in `wiring`. */
export function createHouseholder(
  { length }: HouseholderConfig,
  wiring: Pick<Wiring, "site">,
): Transport<HouseholderParams> {
  const site = servedSite("householder", wiring);
  const layer = dense({ input: site.latent, output: site.latent, where: "latents.transports" });
  const later = Array.from({ length: length - 1 }, (_, t) => `vector${t + 1}`);
  return flowTransport<HouseholderParams>(
    {
      params: Object.fromEntries(later.map((name) => [name, layer.params])),
      features: { vector: [site.latent] },
      map: (values, { vector }) => {
        const vectors = [vector as tf.Tensor];
        for (const name of later) {
          vectors.push(layer.apply(values[name] as Values<DenseParams>, vectors.at(-1) as tf.Tensor));
        }
        return composeMaps(vectors.map(householder));
      },
      invertible: true,
    },
    site,
  );
}

/**
 * T reflections (Tomczak & Welling 2016, section 3): z_t = (I - 2 v_t v_t' / |v_t|^2) z_{t-1}, log q(z_T) = log q(z_0).
 *
 * v_1 is a feature of the encoder, v_t a linear layer of v_{t-1}. A diagonal Gaussian becomes one with a full covariance.
 */
export const householderTransport: Definition<HouseholderConfig, Transport<HouseholderParams>> = {
  family: "transport",
  kind: "householder",
  summary: "Householder flow: reflections by the encoder (Tomczak & Welling 2016)",
  config: () => schema,
  create: createHouseholder,
};
