import { columnsOf, composeMaps, orthogonalise, reflections, sylvester } from "@elbo/flows";
import { ConfigError, type Definition, type Transport, type Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { entry, flowTransport, servedSite } from "./flow-transport.ts";

const schema = z.strictObject({
  kind: z.literal("sylvester"),
  form: z
    .enum(["orthogonal", "householder"])
    .default("orthogonal")
    .describe("how Q is made: orthonormal columns by Gram-Schmidt, or a product of reflections"),
  length: z.int().min(1).default(4).describe("number of maps K"),
  columns: z.int().min(1).default(8).describe("orthogonal: columns of Q, the bottleneck M, at most the latents"),
  reflections: z
    .int()
    .min(1)
    .default(8)
    .describe("householder: reflections in Q, which has as many columns as latents"),
});

/** Options of `sylvester`. */
export type SylvesterConfig = z.output<typeof schema>;

type Feature = "q" | "triangles" | "diagonal" | "otherDiagonal" | "b";

/** Creates the transport for the site in `wiring`; all of its parameters come from the encoder. */
export function createSylvester(
  { form, length, ...config }: SylvesterConfig,
  wiring: Pick<Wiring, "site">,
): Transport<Record<never, never>> {
  const site = servedSite("sylvester", wiring);
  const { latent } = site;
  const orthogonal = form === "orthogonal";
  if (orthogonal && config.columns > latent) {
    throw new ConfigError("orthonormal columns need as many latents", {
      where: "latents.transports, sylvester.columns",
      expected: `at most ${latent}`,
      received: `${config.columns}`,
      remedy: "Lower columns, or choose form: householder.",
    });
  }
  const columns = orthogonal ? config.columns : latent;
  const each = Array.from({ length: config.reflections }, (_, i) => i);
  const columnsAt = (all: tf.Tensor, k: number) => {
    const q = entry(all, k, 2);
    return orthogonal ? columnsOf(q) : reflections(each.map((i) => entry(q, i, 1)));
  };
  const steps = Array.from({ length }, (_, k) => k);
  return flowTransport(
    {
      params: {},
      features: {
        q: [length, orthogonal ? columns : config.reflections, latent],
        triangles: [length, columns, columns],
        diagonal: [length, columns],
        otherDiagonal: [length, columns],
        b: [length, columns],
      },
      map: (_, features) => {
        const { q, triangles, diagonal, otherDiagonal, b } = features as Record<Feature, tf.Tensor>;
        const vectors = orthogonal ? orthogonalise(q) : q;
        const at = (k: number) => ({
          q: columnsAt(vectors, k),
          triangles: entry(triangles, k, 2),
          diagonal: entry(diagonal, k, 1),
          otherDiagonal: entry(otherDiagonal, k, 1),
          b: entry(b, k, 1),
        });
        return composeMaps(steps.map((k) => sylvester(at(k))));
      },
    },
    site,
  );
}

/**
 * K Sylvester maps (van den Berg et al. 2018, eq. 13): z_k = z_{k-1} + Q R tanh(R~ Q'z_{k-1} + b), Q with M orthonormal
 * columns, R and R~ upper triangular, log q(z_K) = log q(z_0) - sum_k sum_i log(1 + tanh'_i r_ii r~_ii).
 *
 * Q comes from Gram-Schmidt (as O-SNF, section 3.2, whose iteration is exact only as far as it has converged) or from
 * reflections (H-SNF). All of it are features of the encoder, one set per example. No inverse: the density is known along own
 * draws.
 *
 * @throws ConfigError for more orthonormal columns than latents.
 */
export const sylvesterTransport: Definition<SylvesterConfig, Transport<Record<never, never>>> = {
  family: "transport",
  kind: "sylvester",
  summary: "Sylvester flow, orthogonal or Householder form, parameters by the encoder (van den Berg et al. 2018)",
  config: () => schema,
  create: createSylvester,
};
