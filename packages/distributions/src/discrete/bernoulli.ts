import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";

/**
 * A coin per element, p(x = 1) = sigmoid(logits).
 *
 * log p(x) = x * logits - softplus(logits), nats: finite for every finite logit.
 *
 * `logits` `[...batch]`, eventShape []; values are 0 or 1, float32, `[...sample, ...batch]`.
 * `mean` is p(x = 1), `mode` is 1 where logits >= 0, `entropy` `[...batch]`. Draws carry no gradient.
 */
export function bernoulli({ logits }: { readonly logits: tf.Tensor }): Scored<"mean" | "mode" | "entropy"> {
  const logProb = (value: tf.Tensor) => tf.sub(tf.mul(value, logits), tf.softplus(logits));
  return {
    family: "bernoulli",
    mass: true,
    batchShape: logits.shape,
    eventShape: [],
    parameters: { logits },
    gradient: "none",
    draw: (samples, context) => {
      const u = context.noise("draw", [samples, ...logits.shape], { law: "uniform" });
      const value = tf.cast(tf.less(u, tf.sigmoid(stopGradient(logits))), "float32");
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => bernoulli({ logits: stopGradient(logits) }),
    mean: () => tf.sigmoid(logits),
    variance: () => tf.mul(tf.sigmoid(logits), tf.sigmoid(tf.neg(logits))),
    mode: () => tf.cast(tf.greaterEqual(stopGradient(logits), 0), "float32"),
    // By |logits|, from which it depends alone: softplus(l) - l sigmoid(l) would cancel for large l.
    entropy: () => {
      const against = tf.neg(tf.abs(logits));
      return tf.sub(tf.softplus(against), tf.mul(against, tf.sigmoid(against)));
    },
  };
}
