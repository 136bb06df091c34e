import type { LatentFacts } from "@elbo/spec";

/** Has every site's posterior a density or mass, so that the bound bounds log p(x)? An autoencoder's point has none. */
export const lawful = (facts: LatentFacts): boolean =>
  Object.values(facts).every(({ posterior }) => posterior.includes("law"));
