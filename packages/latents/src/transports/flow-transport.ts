import { flatten, unflatten, type VectorMap } from "@elbo/flows";
import {
  ConfigError,
  type Named,
  type ParamTree,
  type Shape,
  type Transport,
  type Values,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** The site that a transport serves, and the number of its latents. */
export interface Served {
  readonly shape: Shape;
  readonly latent: number;
}

/**
 * The site of a wiring.
 *
 * @throws ConfigError without a site.
 */
export function servedSite(kind: string, { site }: Pick<Wiring, "site">): Served {
  if (site === undefined) {
    throw new ConfigError(`transport "${kind}" needs a latent site`, {
      where: "latents.transports",
      expected: "a structure with sites",
      received: "no site",
      remedy: "Use it below latents.kind: single.",
    });
  }
  return { shape: site.shape, latent: site.shape.reduce((a, b) => a * b, 1) };
}

/** A map of the latents by parameters and features, as a transport: log q(z) = log q(z0) - log|det|. */
export interface MapByFeatures<P extends ParamTree> {
  readonly params: P;
  readonly features: Named<Shape>;
  map(values: Values<P>, features: Named<tf.Tensor>): VectorMap;
  /** It has an inverse in closed form. */
  readonly invertible?: boolean;
}

/** Moves draws of any event through a map of vectors. */
export function flowTransport<P extends ParamTree>(
  { params, features, map, invertible }: MapByFeatures<P>,
  { shape }: Served,
): Transport<P> {
  return {
    params,
    features,
    move(values, from, seen) {
      const { value, logDet } = map(values, seen).forward(flatten(from.value, shape));
      return { value: unflatten(value, shape), logProb: tf.sub(from.logProb, logDet) };
    },
    ...(invertible && {
      back(values: Values<P>, to: tf.Tensor, seen: Named<tf.Tensor>) {
        const { inverse } = map(values, seen) as Required<VectorMap>;
        const { value, logDet } = inverse(flatten(to, shape));
        return { value: unflatten(value, shape), logDet };
      },
    }),
  };
}

/** Entry `k` of a feature `[...lead, length, ...rest]`, whose `rest` has so many axes: `[...lead, ...rest]`. */
export function entry(feature: tf.Tensor, k: number, rest: number): tf.Tensor {
  const axis = feature.rank - rest - 1;
  const begin = feature.shape.map((_, i) => (i === axis ? k : 0));
  const size = feature.shape.map((n, i) => (i === axis ? 1 : n));
  return tf.squeeze(tf.slice(feature, begin, size), [axis]);
}
