import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";

/**
 * Counts with more zeros than their law has (Lambert 1992): 0 with probability q = sigmoid(logits), else a count of `base`.
 *
 * log p(0) = log(q + (1 - q) base(0)), log p(k) = log(1 - q) + log base(k), nats; finite for every finite logit.
 *
 * `logits` `[...batch]`, the batchShape of `base`; eventShape []. `mean` is (1 - q) base.mean. Draws carry no gradient.
 */
export function zeroInflated({
  base,
  logits,
}: {
  readonly base: Scored<"mean">;
  readonly logits: tf.Tensor;
}): Scored<"mean"> {
  const score = (value: tf.Tensor) => {
    const counted = base.logProb(value);
    const zero = tf.sub(tf.softplus(tf.sub(counted, logits)), tf.softplus(tf.neg(logits)));
    const others = tf.sub(counted, tf.softplus(logits));
    return tf.where(tf.equal(tf.add(tf.cast(value, "float32"), tf.zerosLike(counted)), 0), zero, others);
  };
  return {
    family: `zero-inflated-${base.family}`,
    mass: true,
    batchShape: base.batchShape,
    eventShape: [],
    parameters: { ...base.parameters, logits },
    gradient: "none",
    draw: (samples, context) => {
      const u = context.noise("zero", [samples, ...base.batchShape], { law: "uniform" });
      const kept = tf.cast(tf.greaterEqual(u, tf.sigmoid(stopGradient(logits))), "float32");
      const value = tf.mul(kept, base.draw(samples, context.at("base")).value);
      return { value, logProb: score(value) };
    },
    logProb: score,
    frozen: () => zeroInflated({ base: base.frozen() as Scored<"mean">, logits: stopGradient(logits) }),
    mean: () => tf.mul(tf.sigmoid(tf.neg(logits)), base.mean()),
  };
}
