import { stopGradient } from "@elbo/program";
import type { Context } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { normalDiagonal } from "../normal/normal-diagonal.ts";
import type { Scored } from "../scored.ts";
import { logSumExp } from "../special/log-sum-exp.ts";

/** Of K components for each example. */
export interface GaussianExpertsParameters {
  /** `[component, ...batch, latent]` */
  readonly means: tf.Tensor;
  /** `[component, ...batch, latent]` */
  readonly logVariances: tf.Tensor;
  /** `[component, ...batch]`, summing to one over components. They are given, not learned. */
  readonly weights: tf.Tensor;
}

/** A component of weight 0 keeps this log-weight, so that its gradient is 0 and not undefined. */
const LEAST = 1e-30;

/**
 * A mixture of Gaussians with independent coordinates, other components for each example (Shi et al. 2019, eq. 2):
 * log q(z) = log sum_k w_k prod_d N(z_d; mean_kd, exp(logVariance_kd)), nats. batchShape `[...batch]`, eventShape [latent].
 *
 * A draw takes component k where a uniform number falls into its weight, then its mean + scale * noise. The weights do not
 * depend on parameters, so the gradient along the path is unbiased.
 */
export function gaussianExperts({ means, logVariances, weights }: GaussianExpertsParameters): Scored<"mean"> {
  const [components, ...rest] = means.shape as [number, ...number[]];
  const [batch, latent] = [rest.slice(0, -1), rest.at(-1) as number];
  const logWeights = tf.log(tf.maximum(weights, LEAST));
  const parts = tf.unstack(means).map((mean, k) => {
    const logVariance = tf.squeeze(tf.slice(logVariances, [k], [1]), [0]);
    return normalDiagonal({ mean, logVariance, eventAxes: 1 });
  });
  /** `[component, ...sample, ...batch]` */
  const logProb = (value: tf.Tensor) =>
    logSumExp(
      tf.stack(parts.map((part, k) => tf.add(part.logProb(value), tf.reshape(tf.slice(logWeights, [k], [1]), batch)))),
      0,
    );
  const chosen = (samples: number, context: Context) => {
    const u = context.noise("component", [samples, ...batch], { law: "uniform" });
    const ends = tf.cumsum(weights, 0); // [component, ...batch]
    const above = tf.cast(tf.greaterEqual(tf.expandDims(u, 0), tf.expandDims(ends, 1)), "float32");
    const index = tf.minimum(tf.sum(above, 0), components - 1);
    return parts.map((_, k) => tf.expandDims(tf.cast(tf.equal(index, k), "float32"), -1)); // [sample, ...batch, 1] each
  };
  return {
    family: "gaussian-experts",
    batchShape: batch,
    eventShape: [latent],
    parameters: { means, logVariances, weights },
    gradient: "pathwise",
    draw: (samples, context) => {
      const noise = context.noise("draw", [samples, ...batch, latent], { law: "normal" });
      const picks = chosen(samples, context);
      const moved = parts.map(({ parameters: { mean, scale } }, k) =>
        tf.mul(picks[k] as tf.Tensor, tf.add(mean as tf.Tensor, tf.mul(scale as tf.Tensor, noise))),
      );
      const value = moved.reduce((sum, each) => tf.add(sum, each));
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => gaussianExperts({ means: stopGradient(means), logVariances: stopGradient(logVariances), weights }),
    mean: () => tf.sum(tf.mul(means, tf.expandDims(weights, -1)), 0),
  };
}
