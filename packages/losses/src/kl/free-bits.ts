import { klByDimension, siteKl } from "@elbo/distributions";
import { batchMean } from "@elbo/program";
import { NotSupportedError, type Site } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** How many nats are free, and of what. */
export interface FreeBits {
  /** lambda, nats per site or per dimension. */
  readonly nats: number;
  readonly per: "site" | "dimension";
}

/** Mean over the batch (padding does not count) after the mean over samples: `[...lead, ...event]` -> `[...event]`. */
function meanOfExamples(x: tf.Tensor, eventAxes: number, weight: tf.Tensor): tf.Tensor {
  return batchMean(x.rank - eventAxes === 2 ? tf.mean(x, 0) : x, weight);
}

/** max(lambda, x) elementwise; no gradient where x <= lambda. */
const atLeast = (x: tf.Tensor, lambda: number) => tf.add(tf.relu(tf.sub(x, lambda)), lambda);

function siteBound(site: Site, { nats, per }: FreeBits, weight: tf.Tensor): tf.Tensor {
  if (per === "site") return atLeast(meanOfExamples(siteKl(site), 0, weight), nats);
  const each = site.unsettled ? undefined : klByDimension(site.q, site.p);
  if (each === undefined) {
    throw new NotSupportedError("free bits per dimension need a KL divergence of each dimension in closed form", {
      where: "losses/free-bits",
      expected: "diagonal Gaussians on both sides, p known when q is drawn",
      received: `q "${site.q.family}" and ${site.unsettled ? "a later " : ""}p "${site.p.family}" at site ${site.name}`,
      remedy: "Set loss.freeBits.per: site.",
    });
  }
  return tf.sum(atLeast(meanOfExamples(each, site.q.eventShape.length, weight), nats));
}

/**
 * Free bits after the batch mean (Kingma et al. 2016, eq. 15): sum_j max(lambda, mean_batch KL_j), one scalar, nats;
 * j runs over sites, or over every element of every site's event.
 *
 * @throws NotSupportedError per dimension, where q and p have no closed-form KL.
 */
export const freeBits = (sites: readonly Site[], free: FreeBits, weight: tf.Tensor): tf.Tensor =>
  sites.map((site) => siteBound(site, free, weight)).reduce((sum, bound) => tf.add(sum, bound));
