import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { gumbelArgMax } from "../special/gumbel.ts";
import { oneHot } from "../special/one-hot.ts";

/**
 * One of `category` values, p(x = k) = softmax(logits)_k.
 *
 * log p(x) = logits_x - log sum_k exp(logits_k), nats; 0 probability as a large negative logit, not -Infinity.
 *
 * `logits` `[...batch, category]`, eventShape []; values are int32 `[...sample, ...batch]`.
 * `mode` is the most likely value, int32 `[...batch]`; `entropy` `[...batch]`. Draws (Gumbel-max) carry no gradient.
 */
export function categorical({ logits }: { readonly logits: tf.Tensor }): Scored<"mode" | "entropy" | "logMasses"> {
  const categories = logits.shape.at(-1) as number;
  // By one-hot: a gather along the last axis has no gradient that traces.
  const logProb = (value: tf.Tensor) => tf.sum(tf.mul(oneHot(value, categories), tf.logSoftmax(logits)), -1);
  return {
    family: "categorical",
    mass: true,
    batchShape: logits.shape.slice(0, -1),
    eventShape: [],
    parameters: { logits },
    gradient: "none",
    draw: (samples, context) => {
      const value = gumbelArgMax("draw", stopGradient(logits), [samples, ...logits.shape], context);
      return { value, logProb: logProb(value) };
    },
    logProb,
    logMasses: () => tf.logSoftmax(logits),
    frozen: () => categorical({ logits: stopGradient(logits) }),
    mode: () => tf.argMax(stopGradient(logits), -1),
    entropy: () => {
      const logs = tf.logSoftmax(logits);
      return tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), -1));
    },
  };
}
