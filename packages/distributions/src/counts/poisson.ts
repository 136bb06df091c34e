import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { drawPoisson } from "../special/draw-poisson.ts";
import { logNearOne } from "../special/log-near-one.ts";
import { logFactorialRest, SHIFT } from "../special/stirling.ts";

/**
 * Counts with one rate, mu = exp(logRate).
 *
 * log p(k) = k log mu - mu - log k!, nats, as k log(mu / y) + y - mu - log(y) / 2 - rest(k), y = k + 8: no term is larger
 * than the result by much, so counts of 100,000 keep their digits.
 *
 * `logRate` `[...batch]`, eventShape []; values are whole numbers, float32 or int32, `[...sample, ...batch]`. `mean` is mu,
 * `mode` its floor. Draws (inversion, transformed rejection) carry no gradient.
 */
export function poisson({ logRate }: { readonly logRate: tf.Tensor }): Scored<"mean" | "mode"> {
  const rate = tf.exp(logRate);
  const massAt = (k: tf.Tensor, mu: tf.Tensor, logMu: tf.Tensor) => {
    const y = tf.add(k, SHIFT);
    const logY = tf.log(y);
    const excess = tf.sub(mu, y);
    const ratio = logNearOne(tf.div(excess, y), tf.sub(logMu, logY));
    return tf.sub(tf.sub(tf.mul(k, ratio), excess), tf.add(tf.mul(logY, 0.5), logFactorialRest(k)));
  };
  const logProb = (value: tf.Tensor) => massAt(tf.cast(value, "float32"), rate, logRate);
  return {
    family: "poisson",
    mass: true,
    batchShape: logRate.shape,
    eventShape: [],
    parameters: { logRate },
    gradient: "none",
    draw: (samples, context) => {
      const candidates = (k: tf.Tensor) =>
        massAt(k, stopGradient(tf.expandDims(rate, -1)), stopGradient(tf.expandDims(logRate, -1)));
      const value = drawPoisson(rate, candidates, [samples, ...logRate.shape], context);
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => poisson({ logRate: stopGradient(logRate) }),
    mean: () => rate,
    mode: () => tf.floor(stopGradient(rate)),
  };
}
