import type { Site } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { klDivergence } from "./kl-divergence.ts";
import { monteCarloKl } from "./monte-carlo-kl.ts";

/**
 * KL(q || p) of one site, nats: `[batch]` in closed form where the pair of families has one, else
 * log q - log p of the draws, `[sample, batch]` (flows, mixtures, VampPrior). A site deeper in a structure is
 * `[sample, batch]` in closed form too, given the sites above it. Where p reads draws that followed this one, log q - log p of the draws is the
 * site's share of the KL divergence of all sites, which may be negative.
 */
export const siteKl = ({ q, p, logQ, logP, unsettled }: Omit<Site, "name" | "value">): tf.Tensor =>
  (unsettled ? undefined : klDivergence(q, p)) ?? monteCarloKl(logQ, logP);
