import { type Activation, heads, mlp } from "@elbo/layers";
import type { ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { boundLogVariance } from "../posteriors/log-variance.ts";

/** Sizes of the net. */
export interface MetricNetOptions {
  /** Numbers of one example. */
  readonly input: number;
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** d */
  readonly latent: number;
}

/** Which of the d (d + 1) / 2 numbers stands where in a lower triangle, the diagonal first: 0 or 1, `[number, d d]`. */
function placement(d: number): tf.Tensor {
  const below = Array.from({ length: d }, (_, i) => Array.from({ length: i }, (_, j) => i * d + j)).flat();
  const cells = [...Array.from({ length: d }, (_, i) => i * d + i), ...below];
  return tf.tensor2d(
    cells.map((cell) => Array.from({ length: d * d }, (_, at) => (at === cell ? 1 : 0))),
    [cells.length, d * d],
  );
}

/**
 * The net behind a metric's matrices: x `[centroid, input]` -> M = L L' `[centroid, d, d]`, L lower triangular with a positive
 * diagonal (Chadebec, Mantoux & Allassonniere 2020, section 3.1), whose squares are clipped as variances are.
 */
export function metricNet({ input, hidden, activation, latent }: MetricNetOptions) {
  const trunk = mlp({ input, widths: hidden, activation, where: "latents/riemannian" });
  const below = (latent * (latent - 1)) / 2;
  const shapes = { diagonal: [latent], ...(below > 0 && { below: [below] }) };
  const ends = heads({ input: trunk.width, shapes, where: "latents/riemannian" });
  const params: ParamTree = { trunk: trunk.params, heads: ends.params };
  return {
    params,
    matrices(values: Values<ParamTree>, x: tf.Tensor): tf.Tensor {
      const { trunk: inner, heads: outer } = values as unknown as Record<string, Values<ParamTree>>;
      const hiddenUnits = trunk.apply(inner as Values<ParamTree>, x);
      const found = ends.apply(outer as never, hiddenUnits);
      const diagonal = tf.exp(tf.mul(0.5, boundLogVariance(found.diagonal as tf.Tensor)));
      const numbers = found.below ? tf.concat([diagonal, found.below], 1) : diagonal;
      const factors = tf.reshape(tf.matMul(numbers, placement(latent)), [-1, latent, latent]);
      return tf.matMul(factors, factors, false, true);
    },
  };
}
