import type { Context, Named, ParamTree, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { boundLogVariance } from "../posteriors/log-variance.ts";
import type { ConditionalNormal, Moments } from "./conditional-normal.ts";
import { precisionWeighted } from "./precision-weighted.ts";

/** How q of a site below the top joins what the encoder saw and the sites above. */
export const combineField = z
  .enum(["precision", "concatenate", "residual"])
  .describe(
    "how q below the top joins the encoder's features and the sites above: precision weighting, a net on both, or such a net as distance from p (NVAE)",
  );

/** One site below the top: p given what stands above, q given that and the encoder's features. */
export interface BelowSite {
  /** What it needs of the encoder. */
  readonly features: Named<Shape>;
  readonly params: { readonly p: ParamTree; readonly q?: ParamTree };
  /** `above` `[...lead, ..., channel]` -> moments of p. */
  p(values: Values<ParamTree>, above: tf.Tensor, context: Context): Moments;
  /** Moments of q, from those of p; `values` of q's net where it has one. */
  q(given: {
    readonly values: Values<ParamTree> | undefined;
    readonly p: Moments;
    readonly above: tf.Tensor;
    readonly features: Named<tf.Tensor>;
    readonly context: Context;
  }): Moments;
}

/** Features that are moments themselves. */
export const momentFeatures = (site: string, shape: Shape): Named<Shape> => ({
  [`${site}.mean`]: shape,
  [`${site}.log-variance`]: shape,
});

/** The moments that the encoder gives a site. */
export const fromFeatures = (site: string, features: Named<tf.Tensor>): Moments => ({
  mean: features[`${site}.mean`] as tf.Tensor,
  logVariance: boundLogVariance(features[`${site}.log-variance`] as tf.Tensor),
});

/** q at a distance from p: mean_p + mean, log-variance_p + log-variance (Vahdat & Kautz 2020, section 3.2). */
const movedBy = (p: Moments, by: Moments): Moments => ({
  mean: tf.add(p.mean, by.mean),
  logVariance: boundLogVariance(tf.add(p.logVariance, by.logVariance)),
});

/** Repeats `[batch, ...event]` over the leading axes of `like` `[...lead, ...event]`, events of as many axes. */
export const alongside = (feature: tf.Tensor, like: tf.Tensor): tf.Tensor =>
  tf.add(feature, tf.zeros([...like.shape.slice(0, like.rank - feature.rank + 1), ...feature.shape.slice(1)]));

/**
 * Builds the nets of a site: `net(0)` for p on what stands above, and, but for precision weighting, `net(channels)` for q on that
 * and as many channels of the encoder's, `<site>.hidden` of shape `hidden`.
 */
export function belowSite({
  name,
  shape,
  hidden,
  combine,
  net,
}: {
  readonly name: string;
  readonly shape: Shape;
  readonly hidden: Shape;
  readonly combine: z.output<typeof combineField>;
  readonly net: (more: number) => ConditionalNormal;
}): BelowSite {
  const p = net(0);
  if (combine === "precision") {
    return {
      features: momentFeatures(name, shape),
      params: { p: p.params },
      p: p.moments,
      q: ({ features, p: above }) => precisionWeighted(fromFeatures(name, features), above),
    };
  }
  const q = net(hidden.at(-1) as number);
  return {
    features: { [`${name}.hidden`]: hidden },
    params: { p: p.params, q: q.params },
    p: p.moments,
    q: ({ values, p: prior, above, features, context }) => {
      const seen = alongside(features[`${name}.hidden`] as tf.Tensor, above);
      const moments = q.moments(values as Values<ParamTree>, tf.concat([seen, above], above.rank - 1), context);
      return combine === "residual" ? movedBy(prior, moments) : moments;
    },
  };
}
