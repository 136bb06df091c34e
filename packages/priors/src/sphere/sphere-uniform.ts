import { sphereUniform } from "@elbo/distributions";
import { ConfigError, type Definition, type Prior, type Wiring } from "@elbo/spec";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";

const schema = z.strictObject({ kind: z.literal("sphere-uniform") });

/** Options of `sphere-uniform`. */
export type SphereUniformConfig = z.output<typeof schema>;

/** Creates the prior for the site in `wiring`; it has no parameters. */
export function createSphereUniform(
  _config: SphereUniformConfig,
  wiring: Pick<Wiring, "site">,
): Prior<Record<never, never>> {
  const { shape } = priorSite("sphere-uniform", wiring);
  const [size] = shape;
  if (size === undefined || shape.length !== 1 || size < 2) {
    throw new ConfigError("a sphere has one axis of two coordinates or more", {
      where: "latents.prior",
      expected: "a site on a sphere",
      received: `[${shape.join(", ")}]`,
      remedy: "Choose the posterior von-mises-fisher or power-spherical.",
    });
  }
  return { params: {}, space: "sphere", distribution: () => sphereUniform(size) };
}

/**
 * Every point of the unit sphere S^d equally likely (Davidson et al. 2018, section 3): log p(z) = -log area, nats, with
 * respect to the sphere's own measure. batchShape [].
 *
 * @throws ConfigError when the site is no sphere.
 */
export const sphereUniformPrior: Definition<SphereUniformConfig, Prior<Record<never, never>>> = {
  family: "prior",
  kind: "sphere-uniform",
  summary: "Uniform on a sphere (Davidson et al. 2018)",
  config: () => schema,
  create: createSphereUniform,
};
