import { stopGradient } from "@elbo/program";
import type { Distribution } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { sumEvent } from "../special/event-axes.ts";
import { gumbel } from "../special/gumbel.ts";
import { oneHot } from "../special/one-hot.ts";

/** Parameters of `oneHotCategorical`. */
export interface OneHotCategoricalParameters {
  /** `[...batch, variable, class]`, unnormalised. */
  readonly logits: tf.Tensor;
  /** Absent: draws are one-hot and carry no gradient. */
  readonly relaxed?: {
    /** Scalar > 0. */
    readonly temperature: tf.Tensor;
    /** One-hot draws that pass the relaxed ones' gradient on. */
    readonly straightThrough: boolean;
  };
}

/** The likeliest class of each variable, one-hot, without a gradient. */
const hardened = (logits: tf.Tensor) => oneHot(tf.argMax(stopGradient(logits), -1), logits.shape.at(-1) as number);

/**
 * Independent categorical variables as one-hot vectors, p(z) = prod_n softmax(logits_n)_{z_n}.
 *
 * log p(z) = sum_n z_n . log softmax(logits_n), nats: `[...sample, ...batch, variable, class]` -> `[...sample, ...batch]`;
 * of a relaxed z that is an average of log-masses, no density. eventShape [variable, class]; `entropy` `[...batch]`.
 *
 * Relaxed draws (Jang et al. 2017, eq. 2): softmax((logits + Gumbel noise) / temperature), one-hot as temperature -> 0;
 * straight-through: the one-hot vector of the same noise, with the relaxed draw's gradient (section 2.2).
 */
export function oneHotCategorical({ logits, relaxed }: OneHotCategoricalParameters): Scored<"mode" | "entropy"> {
  const logs = tf.logSoftmax(logits);
  const logProb = (value: tf.Tensor) => sumEvent(tf.mul(value, logs), 2);
  const gradients = (): Distribution["gradient"] => {
    if (relaxed === undefined) return "none";
    return relaxed.straightThrough ? "straight-through" : "relaxed";
  };
  return {
    family: "one-hot-categorical",
    mass: true,
    batchShape: logits.shape.slice(0, -2),
    eventShape: logits.shape.slice(-2),
    parameters: { logits },
    gradient: gradients(),
    draw: (samples, context) => {
      const perturbed = tf.add(logits, gumbel("draw", [samples, ...logits.shape], context));
      const draw = () => {
        if (relaxed === undefined) return hardened(perturbed);
        const soft = tf.softmax(tf.div(perturbed, relaxed.temperature));
        return relaxed.straightThrough ? tf.add(soft, stopGradient(tf.sub(hardened(perturbed), soft))) : soft;
      };
      const value = draw();
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => oneHotCategorical({ logits: stopGradient(logits), ...(relaxed && { relaxed }) }),
    mode: () => hardened(logits),
    entropy: () => tf.neg(sumEvent(tf.mul(tf.exp(logs), logs), 2)),
  };
}
