import { powerSpherical } from "@elbo/distributions";
import type { Definition, Posterior } from "@elbo/spec";
import { z } from "zod";
import { zonalFields, zonalPosterior } from "./zonal-features.ts";

const schema = z.strictObject({ kind: z.literal("power-spherical"), ...zonalFields });

/** Options of `power-spherical`. */
export type PowerSphericalConfig = z.output<typeof schema>;

/** Creates q(z|x) = PS(direction(x), k(x)) on S^d. It has no parameters of its own. */
export const createPowerSpherical = (config: PowerSphericalConfig): Posterior<Record<never, never>> =>
  zonalPosterior(config, powerSpherical);

/**
 * The power spherical posterior (De Cao & Aziz 2020, eq. 2): q(z|x) proportional to (1 + m . z)^k on the unit sphere S^d, with
 * m = direction / |direction| and k = 1 + softplus(concentration), both of the encoder. Close to von Mises-Fisher without its
 * Bessel functions.
 *
 * KL to `sphere-uniform` in closed form (eq. 11). The paper draws (1 + m . z) / 2 from Beta(d / 2 + k, d / 2); here it comes from
 * the proposals of `von-mises-fisher`, with the same exact gradient to k, that of the Beta's quantiles.
 * Features `direction` `[...lead, d + 1]`, `concentration` `[...lead, 1]`.
 */
export const powerSphericalPosterior: Definition<PowerSphericalConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "power-spherical",
  summary: "Power spherical law on a sphere (De Cao & Aziz 2020)",
  config: () => schema,
  create: createPowerSpherical,
};
