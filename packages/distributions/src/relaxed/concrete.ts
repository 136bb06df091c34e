import { lgamma, stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { gumbel } from "../special/gumbel.ts";
import { logSumExp } from "../special/log-sum-exp.ts";

/** Parameters of `concrete`. */
export interface ConcreteParameters {
  /** log alpha, `[...batch, variable, class]`, unnormalised. */
  readonly logits: tf.Tensor;
  /** lambda, a scalar > 0. */
  readonly temperature: tf.Tensor;
}

/** log x of a coordinate is kept above this, so that float32 can hold x. */
const LEAST_LOG = -80;

/**
 * Independent Concrete variables: points of a simplex near its corners (Maddison et al. 2017, definition 1).
 *
 * x = softmax((log alpha + Gumbel noise) / lambda), and with n classes, per variable
 * log p(x) = log (n-1)! + (n-1) log lambda + sum_k (log alpha_k - (lambda + 1) log x_k)
 *            - n log sum_k alpha_k x_k^-lambda, nats: a density in n - 1 of the coordinates.
 *
 * `[...sample, ...batch, variable, class]` -> `[...sample, ...batch]`. eventShape [variable, class]. Pathwise. `mode` is the
 * likeliest corner. Coordinates below e^-80 count as e^-80.
 */
export function concrete({ logits, temperature }: ConcreteParameters): Scored<"mode"> {
  const classes = logits.shape.at(-1) as number;
  const constant = lgamma(tf.scalar(classes));
  const logProb = (value: tf.Tensor) => {
    const logs = tf.log(tf.maximum(value, Math.exp(LEAST_LOG)));
    const powers = tf.sub(logits, tf.mul(temperature, logs)); // log alpha_k x_k^-lambda
    const scale = tf.add(tf.mul(classes - 1, tf.log(temperature)), constant);
    const each = tf.sub(tf.sum(tf.sub(powers, logs), -1), tf.mul(classes, logSumExp(powers, -1)));
    return tf.sum(tf.add(each, scale), -1);
  };
  return {
    family: "concrete",
    batchShape: logits.shape.slice(0, -2),
    eventShape: logits.shape.slice(-2),
    parameters: { logits, temperature },
    gradient: "pathwise",
    draw: (samples, context) => {
      const perturbed = tf.add(logits, gumbel("draw", [samples, ...logits.shape], context));
      const logs = tf.logSoftmax(tf.div(perturbed, temperature));
      const value = tf.exp(tf.clipByValue(logs, LEAST_LOG, 0));
      // From the value, as any other density of the same point is: what rounding did to it then cancels in a ratio.
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => concrete({ logits: stopGradient(logits), temperature: stopGradient(temperature) }),
    mode: () => tf.cast(tf.oneHot(tf.argMax(stopGradient(logits), -1), classes), "float32"),
  };
}
