import { siteKl } from "@elbo/distributions";
import type { Named, Site, Term } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** KL summed over all sites, `[batch]` or `[sample, batch]`, nats. */
export const totalKl = (sites: readonly Site[]): tf.Tensor => sites.map(siteKl).reduce((sum, kl) => tf.add(sum, kl));

/** Reported `kl/<site>` for each of several sites; nothing for a single one, whose KL is `kl` itself. */
export function reportedKl(sites: readonly Site[]): Named<Term> {
  if (sites.length < 2) return {};
  return Object.fromEntries(
    sites.map((site) => [`kl/${site.name}`, { value: siteKl(site), over: "example", weight: 0 } as const]),
  );
}
