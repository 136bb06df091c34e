import { ConfigError, type Shape, type Wiring } from "@elbo/spec";

/**
 * The event axes of the site that a prior serves, when its draws are real numbers.
 *
 * @throws ConfigError without a site, or when the site holds codes.
 */
export function continuousSite(kind: string, { site }: Pick<Wiring, "site">): { name: string; shape: Shape } {
  if (site === undefined || site.codes !== undefined) {
    throw new ConfigError(`prior "${kind}" needs a site with continuous values`, {
      where: "latents.prior",
      expected: "a continuous latent site",
      received: site === undefined ? "no site" : `${site.codes?.size} codes`,
      remedy: "Choose codes-uniform or pixel-cnn for a posterior that quantises.",
    });
  }
  return site;
}
