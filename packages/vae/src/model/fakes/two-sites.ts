import { normal, normalDiagonal, standardNormal } from "@elbo/distributions";
import { constant } from "@elbo/program";
import type { LatentParams, Latents, Named, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { ModelParts, ModelValues } from "../model-parts.ts";

const one = (value: number) => ({ shape: [], init: constant(value) });

/** State of the walk: the value of the site above. */
type Above = tf.Tensor | null;

const number = (params: object, name: string) => (params as Named<tf.Tensor>)[name] as tf.Tensor;
const gaussian = (mean: tf.Tensor, scale: number) =>
  normalDiagonal({ mean, scale: tf.fill(mean.shape, scale), eventAxes: 1 });

/**
 * Two sites of two numbers that can be computed by hand: q(a|x) = N(slope x, 0.5), p(a) = N(0, 1);
 * q(b|a, x) = N(a + x, 0.3), p(b|a) = N(shift a, 0.8); x ~ N(gain b, 0.7). Adds a term "penalty" = sum x^2.
 */
export const twoSites: ModelParts = {
  encoder: {
    params: { slope: one(0.4) },
    apply: (params, { x }, context) => {
      context.add("penalty", tf.sum(tf.square(x as tf.Tensor), 1));
      return { features: tf.mul(x as tf.Tensor, number(params, "slope")), x: x as tf.Tensor };
    },
  },
  latents: {
    params: { posterior: {}, prior: { shift: one(0.5) } },
    sites: [
      { name: "a", shape: [2] },
      { name: "b", shape: [2] },
    ],
    features: { features: [2], x: [2] },
    facts: { a: { posterior: ["alone"], prior: [] }, b: { posterior: [], prior: [] } },
    begin: () => null,
    prior: ({ prior }: Values<LatentParams>, _site, above) =>
      above === null ? standardNormal([2]) : gaussian(tf.mul(above, number(prior, "shift")), 0.8),
    posterior: (_params, _site, above, features) =>
      above === null
        ? gaussian(features.features as tf.Tensor, 0.5)
        : gaussian(tf.add(above, features.x as tf.Tensor), 0.3),
    advance: (_params, _site, _above, value) => value,
  } satisfies Latents<LatentParams, Above> as Latents,
  decoder: {
    params: { gain: one(1.5) },
    outputs: (params, z) => ({ mean: tf.mul(z.b as tf.Tensor, number(params, "gain")) }),
  },
  likelihood: {
    params: {},
    outputs: { mean: [2] },
    supports: ["real"],
    elements: (_params, { mean }) => normal({ mean: mean as tf.Tensor, scale: tf.scalar(0.7) }),
  },
};

/** Its parameters as tensors. */
export const twoSitesValues = (): ModelValues =>
  ({
    encoder: { net: { slope: tf.scalar(0.4) }, posterior: {} },
    decoder: { net: { gain: tf.scalar(1.5) }, likelihood: {} },
    prior: { shift: tf.scalar(0.5) },
  }) as unknown as ModelValues;

/** log N(x; mean, scale), summed over pairs of numbers. */
export const logNormal = (x: readonly number[], mean: readonly number[], scale: number): number =>
  x.reduce(
    (sum, v, i) => sum - 0.5 * ((v - (mean[i] as number)) / scale) ** 2 - Math.log(scale * Math.sqrt(2 * Math.PI)),
    0,
  );
