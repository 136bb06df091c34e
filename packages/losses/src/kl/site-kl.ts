import { klDivergence, monteCarloKl } from "@elbo/distributions";
import type { Named, Site, Term } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/**
 * KL(q || p) of one site, nats: `[batch]` in closed form where the pair of families has one, else
 * log q - log p of the draws, `[sample, batch]` (flows, mixtures, VampPrior). A site deeper in a structure is
 * `[sample, batch]` in closed form too, given the sites above it. Where p reads draws that followed this one, log q - log p of the draws is the
 * site's share of the KL divergence of all sites, which may be negative.
 */
export const siteKl = ({ q, p, logQ, logP, unsettled }: Site): tf.Tensor =>
  (unsettled ? undefined : klDivergence(q, p)) ?? monteCarloKl(logQ, logP);

/** KL summed over all sites, `[batch]` or `[sample, batch]`, nats. */
export const totalKl = (sites: readonly Site[]): tf.Tensor => sites.map(siteKl).reduce((sum, kl) => tf.add(sum, kl));

/** Reported `kl/<site>` for each of several sites; nothing for a single one, whose KL is `kl` itself. */
export function reportedKl(sites: readonly Site[]): Named<Term> {
  if (sites.length < 2) return {};
  return Object.fromEntries(
    sites.map((site) => [`kl/${site.name}`, { value: siteKl(site), over: "example", weight: 0 } as const]),
  );
}
