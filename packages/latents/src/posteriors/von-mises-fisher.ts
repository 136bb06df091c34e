import { vonMisesFisher } from "@elbo/distributions";
import type { Definition, Posterior } from "@elbo/spec";
import { z } from "zod";
import { zonalFields, zonalPosterior } from "./zonal-features.ts";

const schema = z.strictObject({ kind: z.literal("von-mises-fisher"), ...zonalFields });

/** Options of `von-mises-fisher`. */
export type VonMisesFisherConfig = z.output<typeof schema>;

/** Creates q(z|x) = vMF(direction(x), k(x)) on S^d. It has no parameters of its own. */
export const createVonMisesFisher = (config: VonMisesFisherConfig): Posterior<Record<never, never>> =>
  zonalPosterior(config, vonMisesFisher);

/**
 * The posterior of the hyperspherical VAE (Davidson et al. 2018): log q(z|x) = k m . z + log C(k) on the unit sphere S^d, with
 * m = direction / |direction| and k = 1 + softplus(concentration), both of the encoder.
 *
 * KL to `sphere-uniform` in closed form. Draws by a fixed number of proposals, the first accepted (Ulrich 1984); their
 * gradient to k is that of the law, with the term that Davidson et al. (appendix D) call g_cor: unbiased, where the accepted
 * proposal's own derivative is up to 44 % too small. Features `direction` `[...lead, d + 1]`, `concentration` `[...lead, 1]`.
 */
export const vonMisesFisherPosterior: Definition<VonMisesFisherConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "von-mises-fisher",
  summary: "von Mises-Fisher on a sphere: S-VAE (Davidson et al. 2018)",
  config: () => schema,
  create: createVonMisesFisher,
};
