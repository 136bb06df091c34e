import { gumbel, logSumExp } from "@elbo/distributions";
import { stopGradient } from "@elbo/program";
import type { Draw } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { VectorDensity } from "../gaussian/flat-event.ts";

/** Of K round Gaussians over D coordinates. */
export interface EqualSpheresParameters {
  /** Normalised log-weights: `[component]`, or `[batch, component]` where each example has its own. */
  readonly logWeights: tf.Tensor;
  /** `[component, latent]` */
  readonly means: tf.Tensor;
  /** log of the standard deviation that all of them share, a scalar. */
  readonly logScale: tf.Tensor;
}

/**
 * A mixture of round Gaussians of one size: `log p(z) = log sum_k w_k N(z; mean_k, s^2 I)`, nats,
 * `[...sample, (batch,) latent]` -> `[...sample, (batch)]`.
 *
 * Pairs are scored by one matrix product, |z|^2 - 2 z.m + |m|^2, in `[sample, component]` memory. Draws carry no gradient.
 */
export function equalSpheres({ logWeights, means, logScale }: EqualSpheresParameters): VectorDensity {
  const [components, latent] = means.shape as [number, number];
  const batch = logWeights.shape.slice(0, -1);
  const centre = stopGradient(tf.mean(means, 0, true));
  const m = tf.sub(means, centre);
  const squares = tf.sum(tf.square(m), 1); // [component]
  const logProb = (value: tf.Tensor) => {
    const z = tf.sub(tf.reshape(value, [-1, latent]), centre);
    const distance = tf.add(tf.sub(tf.sum(tf.square(z), 1, true), tf.mul(2, tf.matMul(z, m, false, true))), squares);
    const each = tf.mul(tf.mul(-0.5, tf.exp(tf.mul(-2, logScale))), distance); // [rows, component]
    const weighted = tf.add(tf.reshape(each, [...value.shape.slice(0, -1), components]), logWeights);
    return tf.sub(logSumExp(weighted, -1), tf.mul(latent, tf.add(logScale, 0.5 * Math.log(2 * Math.PI))));
  };
  return {
    family: "equal-spheres",
    batchShape: batch,
    eventShape: [latent],
    parameters: { logWeights, means, logScale },
    gradient: "none",
    logProb,
    draw(samples, context): Draw {
      const lead = [samples, ...batch];
      const component = tf.argMax(tf.add(logWeights, gumbel("component", [...lead, components], context)), -1);
      const noise = context.noise("draw", [...lead, latent], { law: "normal" });
      const chosen = tf.gather(stopGradient(means), component as tf.Tensor1D);
      const value = tf.add(chosen, tf.mul(tf.exp(stopGradient(logScale)), noise));
      return { value, logProb: logProb(value) };
    },
    frozen: () => equalSpheres({ logWeights, means: stopGradient(means), logScale: stopGradient(logScale) }),
  };
}
