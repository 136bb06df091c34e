import { stopGradient } from "@elbo/program";
import type { Distribution } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { logisticNoise } from "../special/logistic-noise.ts";
import { bernoulli } from "./bernoulli.ts";
import type { OneHotCategoricalParameters } from "./one-hot-categorical.ts";

/** Parameters of `bernoulliVector`. */
export interface BernoulliVectorParameters {
  /** `[...batch, variable]` */
  readonly logits: tf.Tensor;
  /** Absent: draws are 0 or 1 and carry no gradient. */
  readonly relaxed?: NonNullable<OneHotCategoricalParameters["relaxed"]>;
}

const hardened = (logits: tf.Tensor) => tf.cast(tf.greaterEqual(stopGradient(logits), 0), "float32");

/**
 * Independent coins as one event, log p(z) = sum_n z_n logits_n - softplus(logits_n), nats:
 * `[...sample, ...batch, variable]` -> `[...sample, ...batch]`; of a z between 0 and 1 that is an average of log-masses, no
 * density. eventShape [variable]; family "bernoulli"; `entropy` `[...batch]`.
 *
 * Relaxed draws: sigmoid((logits + logistic noise) / temperature), which is Jang et al.'s softmax over two classes;
 * straight-through: 0 or 1 by the same noise, with the relaxed draw's gradient.
 */
export function bernoulliVector({ logits, relaxed }: BernoulliVectorParameters): Scored<"mode" | "entropy"> {
  const each = bernoulli({ logits });
  const logProb = (value: tf.Tensor) => tf.sum(each.logProb(value), -1);
  const gradients = (): Distribution["gradient"] => {
    if (relaxed === undefined) return "none";
    return relaxed.straightThrough ? "straight-through" : "relaxed";
  };
  return {
    family: "bernoulli",
    mass: true,
    batchShape: logits.shape.slice(0, -1),
    eventShape: logits.shape.slice(-1),
    parameters: { logits },
    gradient: gradients(),
    draw: (samples, context) => {
      const perturbed = tf.add(logits, logisticNoise("draw", [samples, ...logits.shape], context));
      const draw = () => {
        if (relaxed === undefined) return hardened(perturbed);
        const soft = tf.sigmoid(tf.div(perturbed, relaxed.temperature));
        return relaxed.straightThrough ? tf.add(soft, stopGradient(tf.sub(hardened(perturbed), soft))) : soft;
      };
      const value = draw();
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => bernoulliVector({ logits: stopGradient(logits), ...(relaxed && { relaxed }) }),
    mode: () => hardened(logits),
    entropy: () => tf.sum(each.entropy(), -1),
  };
}
