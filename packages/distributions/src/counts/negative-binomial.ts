import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { logNearOne } from "../special/log-near-one.ts";
import { logStandardGamma } from "../special/standard-gamma.ts";
import { logFactorialRest, SHIFT, shiftedRest } from "../special/stirling.ts";
import { poisson } from "./poisson.ts";

/**
 * Counts that vary more than a Poisson's: mean mu = exp(logMean), variance mu + mu^2 / r, r = exp(logSize).
 *
 * log p(k) = log Gamma(k + r) - log Gamma(r) - log k! + r log(r / (r + mu)) + k log(mu / (r + mu)), nats.
 *
 * Its log-gammas cancel for large k or r, so their Stirling series are subtracted on paper: with y = k + 8, w = r + 8,
 * k log((w + k) mu / (y (r + mu))) + r log((w + k) r / (w (r + mu))) + 7.5 log(1 + k / w) and terms of the size of a few.
 * For r to infinity it is the Poisson's.
 *
 * `logMean`, `logSize` `[...batch]` (they broadcast), eventShape []; values are whole numbers, `[...sample, ...batch]`.
 * Draws are Poisson with a gamma rate, without gradient.
 */
export function negativeBinomial({
  logMean,
  logSize,
}: {
  readonly logMean: tf.Tensor;
  readonly logSize: tf.Tensor;
}): Scored<"mean"> {
  const [mu, r] = [tf.exp(logMean), tf.exp(logSize)];
  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(logMean.shape, logSize.shape);
  const both = tf.add(r, mu);
  const w = tf.add(r, SHIFT);
  const logProb = (value: tf.Tensor) => {
    const k = tf.cast(value, "float32");
    const y = tf.add(k, SHIFT);
    const sum = tf.add(w, k);
    const [logY, logSum] = [tf.log(y), tf.log(tf.div(sum, both))];
    const counts = logNearOne(
      tf.div(tf.mul(tf.div(r, both), tf.sub(mu, y)), y), // r (mu - y) / (y (r + mu))
      tf.sub(tf.add(logMean, logSum), logY),
    );
    const sizes = logNearOne(
      tf.sub(tf.div(tf.mul(tf.div(r, both), tf.sub(k, mu)), w), tf.mul(tf.div(mu, both), tf.div(SHIFT, w))),
      tf.sub(tf.add(logSize, logSum), tf.log(w)),
    );
    const rest = tf.add(tf.mul(logY, 0.5), logFactorialRest(k));
    const large = tf.add(tf.mul(k, counts), tf.mul(r, sizes));
    return tf.sub(tf.add(tf.add(large, SHIFT), shiftedRest({ x: r, logX: logSize }, k)), rest);
  };
  return {
    family: "negative-binomial",
    mass: true,
    batchShape,
    eventShape: [],
    parameters: { logMean, logSize },
    gradient: "none",
    draw: (samples, context) => {
      const shape = [samples, ...batchShape];
      const gamma = logStandardGamma("rate", r, shape, context);
      const logRate = tf.add(gamma, stopGradient(tf.sub(logMean, logSize)));
      const value = tf.squeeze(poisson({ logRate }).draw(1, context).value, [0]);
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => negativeBinomial({ logMean: stopGradient(logMean), logSize: stopGradient(logSize) }),
    mean: () => tf.add(mu, tf.zeros([...batchShape])),
  };
}
