import type { Fact, Posterior, Prior, SiteFacts, Transport } from "@elbo/spec";

/** What stays true of draws that were moved: their law is known along the path. */
const moved: readonly Fact[] = ["law", "random", "pathwise", "partial"];

/** And what stays true where each transport knows its way back: any value can be scored, with everything held fixed too. */
const invertible: readonly Fact[] = [...moved, "scored", "frozen"];

/** Facts of a prior: what it offers, and that it is drawn in one pass when it has no stepper. */
export const priorFacts = (prior: Pick<Prior, "offers" | "stepper">): readonly Fact[] => [
  ...(prior.offers ?? []),
  ...(prior.stepper ? [] : (["drawn"] as const)),
];

/** Facts of a site made of a posterior, its transports and a prior; `chained`: q also depends on draws of earlier sites. */
export function siteFacts(
  posterior: Pick<Posterior, "space" | "offers">,
  transports: readonly Transport[],
  prior: Pick<Prior, "offers" | "stepper">,
  { chained = false } = {},
): SiteFacts {
  const kept = transports.every(({ back }) => back) ? invertible : moved;
  const measured = transports.some(({ logVolume }) => logVolume) ? (["metric"] as const) : [];
  const offers = transports.length > 0 ? posterior.offers.filter((fact) => kept.includes(fact)) : posterior.offers;
  return {
    posterior: [posterior.space ?? "real", ...(chained ? [] : (["alone"] as const)), ...offers, ...measured],
    prior: priorFacts(prior),
  };
}
