import { ConfigError, type Shape, type Wiring } from "@elbo/spec";

/**
 * The name and event axes of the site that a prior serves.
 *
 * @throws ConfigError without a site.
 */
export function priorSite(
  kind: string,
  { site }: Pick<Wiring, "site">,
): { readonly name: string; readonly shape: Shape } {
  if (site !== undefined) return site;
  throw new ConfigError(`prior "${kind}" serves a site of the latents`, {
    where: "latents.prior",
    expected: "a latent site",
    received: "no site",
    remedy: "Name the prior in `latents`.",
  });
}
