import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import { normal } from "../normal/normal-diagonal.ts";
import type { Scored } from "../scored.ts";

/** Values at or below are scored as this one, so that no logarithm is infinite. */
const smallest = 1e-12;

/**
 * Positive numbers whose logarithm is Gaussian, with `mean` and `scale` of log x.
 *
 * log p(x) = log N(log x; mean, scale^2) - log x, nats.
 *
 * `mean` `[...batch]`, `scale` > 0 of a shape that broadcasts with it, eventShape []; values > 0, `[...sample, ...batch]`.
 * `mean()` is exp(mean + scale^2 / 2), `mode()` exp(mean - scale^2). Draws are pathwise.
 */
export function logNormal({
  mean,
  scale,
}: {
  readonly mean: tf.Tensor;
  readonly scale: tf.Tensor;
}): Scored<"mean" | "mode" | "entropy" | "cdf"> {
  const log = normal({ mean, scale });
  const logOf = (value: tf.Tensor) => tf.log(tf.maximum(value, tf.fill(value.shape, smallest)));
  return {
    family: "log-normal",
    batchShape: log.batchShape,
    eventShape: [],
    parameters: { mean, scale },
    gradient: "pathwise",
    draw: (samples, context) => {
      const { value, logProb } = log.draw(samples, context);
      return { value: tf.exp(value), logProb: tf.sub(logProb, value) };
    },
    logProb: (value) => {
      const at = logOf(value);
      return tf.sub(log.logProb(at), at);
    },
    frozen: () => logNormal({ mean: stopGradient(mean), scale: stopGradient(scale) }),
    mean: () => tf.exp(tf.add(log.mean(), tf.mul(tf.square(scale), 0.5))),
    mode: () => tf.exp(tf.sub(log.mean(), tf.square(scale))),
    entropy: () => tf.add(log.entropy(), log.mean()),
    cdf: (value) => log.cdf(logOf(value)),
  };
}
