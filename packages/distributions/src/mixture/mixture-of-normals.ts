import { stopGradient } from "@elbo/program";
import type { Context } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { halfLog2Pi } from "../normal/normal-diagonal.ts";
import type { Scored } from "../scored.ts";
import { gumbelArgMax } from "../special/gumbel.ts";
import { oneHot } from "../special/one-hot.ts";

/** Of K components over D coordinates. */
export interface MixtureOfNormalsParameters {
  /** `[component]`, unnormalised. */
  readonly logWeights: tf.Tensor;
  /** `[component, latent]` */
  readonly means: tf.Tensor;
  /** `[component, latent]`, > 0 */
  readonly scales: tf.Tensor;
}

/**
 * A mixture of Gaussians with independent coordinates.
 *
 * log p(z) = log sum_k softmax(logWeights)_k prod_d N(z_d; means_kd, scales_kd^2), nats:
 * `[...sample, latent]` -> `[...sample]`. batchShape [], eventShape [latent].
 *
 * All pairs are scored with matrix products, |z/s|^2 - 2 zm/s^2 + |m/s|^2, in `[sample, component]` memory. That form
 * cancels when |m| >> s, so it serves for the differences between components only: the likeliest component is scored
 * again from (z - m) / s. Draws pick a component by the Gumbel-max trick and carry no gradient.
 */
export function mixtureOfNormals({ logWeights, means, scales }: MixtureOfNormalsParameters): Scored<"mean"> {
  const [components, latent] = means.shape as [number, number];
  const logMix = tf.logSoftmax(logWeights);
  /** `[component]`: what does not depend on z. */
  const offset = tf.sub(tf.sub(logMix, tf.sum(tf.log(scales), 1)), latent * halfLog2Pi);

  /** `[sample, latent]` -> `[sample, component]` */
  const allPairs = (z: tf.Tensor) => {
    const centre = stopGradient(tf.mean(means, 0, true)); // [1, latent]
    const [x, m] = [tf.sub(z, centre), tf.sub(means, centre)];
    const precision = tf.reciprocal(tf.square(scales)); // [component, latent]
    const pull = tf.mul(m, precision);
    const squares = tf.matMul(tf.square(x), precision, false, true);
    const products = tf.matMul(x, pull, false, true);
    return tf.add(tf.sub(products, tf.mul(squares, 0.5)), tf.sub(offset, tf.mul(tf.sum(tf.mul(m, pull), 1), 0.5)));
  };
  /** `[sample, latent]`, component of each `[sample]` -> `[sample]` */
  const onePair = (z: tf.Tensor, component: tf.Tensor) => {
    const u = tf.div(tf.sub(z, tf.gather(means, component)), tf.gather(scales, component));
    return tf.sub(tf.gather(offset, component), tf.mul(tf.sum(tf.square(u), 1), 0.5));
  };
  const logProb = (value: tf.Tensor) => {
    const z = tf.reshape(value, [-1, latent]);
    const pairs = allPairs(z);
    const best = tf.argMax(stopGradient(pairs), 1); // [sample]
    const isBest = oneHot(best, components); // [sample, component]
    const lead = tf.sum(tf.mul(pairs, isBest), 1, true);
    const others = tf.log(tf.sum(tf.exp(tf.sub(pairs, lead)), 1));
    return tf.reshape(tf.add(onePair(z, best), others), value.shape.slice(0, -1));
  };
  return {
    family: "mixture-of-normals",
    batchShape: [],
    eventShape: [latent],
    parameters: { logWeights, means, scales },
    gradient: "none",
    draw: (samples: number, context: Context) => {
      const component = gumbelArgMax("component", stopGradient(logMix), [samples, components], context);
      const noise = context.noise("draw", [samples, latent], { law: "normal" });
      const scale = tf.gather(stopGradient(scales), component); // [sample, latent]
      const value = tf.add(tf.gather(stopGradient(means), component), tf.mul(scale, noise));
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () =>
      mixtureOfNormals({
        logWeights: stopGradient(logWeights),
        means: stopGradient(means),
        scales: stopGradient(scales),
      }),
    mean: () => tf.sum(tf.mul(tf.reshape(tf.exp(logMix), [components, 1]), means), 0),
  };
}
