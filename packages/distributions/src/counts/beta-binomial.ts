import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { logNearOne } from "../special/log-near-one.ts";
import { logFactorialRest, SHIFT, shiftedRest } from "../special/stirling.ts";

/** Of `total` trials whose probability is Beta(alpha, beta): mean alpha / (alpha + beta) = sigmoid(logits). */
export interface BetaBinomialParameters {
  /** Largest value. */
  readonly total: number;
  /** `[...batch]` */
  readonly logits: tf.Tensor;
  /** log(alpha + beta), `[...batch]`; it broadcasts with `logits`. */
  readonly logConcentration: tf.Tensor;
}

/**
 * Counts 0..total.
 *
 * log p(k) = log C(total, k) + log B(k + alpha, total - k + beta) - log B(alpha, beta), nats.
 *
 * Its nine log-gammas cancel, so their Stirling series are subtracted on paper. With M = alpha + beta, y_k = k + 8, for each
 * side (k of alpha, total - k of beta): k log((alpha + y_k) y_n / ((M + y_n) y_k)) + alpha log((alpha + y_k) (M + 8) /
 * ((alpha + 8) (M + y_n))), both logarithms near 0 where it matters, and terms of the size of a few. Digits are kept from
 * M = 10^-3 to where it is a binomial, M = 10^5.
 *
 * eventShape []; values are whole numbers, `[...sample, ...batch]`. `mode` and `cdf` and draws (by inversion, no gradient)
 * sum over all values, in `[...batch, total + 1]` memory.
 */
export function betaBinomial(parameters: BetaBinomialParameters): Scored<"mean" | "mode" | "cdf"> {
  const { total, logits, logConcentration } = parameters;
  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(logits.shape, logConcentration.shape);
  const trials = tf.scalar(total);
  const score = (k: tf.Tensor, l: tf.Tensor, c: tf.Tensor) => {
    const m = tf.exp(c);
    const end = tf.add(m, total + SHIFT); // M + y_n
    /** What one side adds: `count` of `total` are its own, with probability sigmoid(at). */
    const side = (count: tf.Tensor, at: tf.Tensor) => {
      const others = tf.sub(total, count);
      const p = tf.sigmoid(at);
      const logX = tf.sub(c, tf.softplus(tf.neg(at)));
      const x = tf.exp(logX);
      const y = tf.add(count, SHIFT);
      const [w, sum] = [tf.add(x, SHIFT), tf.add(x, y)];
      const share = tf.div(m, end);
      const powers = logNearOne(
        tf.div(tf.mul(share, tf.sub(tf.mul(p, total + SHIFT), y)), y),
        tf.log(tf.mul(tf.div(sum, end), tf.div(total + SHIFT, y))),
      );
      const pulls = logNearOne(
        tf.div(tf.sub(tf.mul(share, tf.sub(count, tf.mul(p, total))), tf.div(tf.mul(SHIFT, others), end)), w),
        tf.log(tf.mul(tf.div(sum, end), tf.div(tf.add(m, SHIFT), w))),
      );
      const large = tf.add(tf.mul(count, powers), tf.mul(x, pulls));
      const rest = tf.add(tf.mul(tf.log(y), 0.5), logFactorialRest(count));
      return tf.sub(tf.add(large, shiftedRest({ x, logX }, count)), rest);
    };
    const whole = tf.sub(logFactorialRest(trials), shiftedRest({ x: m, logX: c }, trials));
    const sides = tf.add(side(k, l), side(tf.sub(total, k), tf.neg(l)));
    return tf.add(sides, tf.add(whole, 0.5 * Math.log(total + SHIFT) + SHIFT));
  };
  const logProb = (value: tf.Tensor) => score(tf.cast(value, "float32"), logits, logConcentration);

  const values = () => tf.tensor1d(Array.from({ length: total + 1 }, (_, k) => k));
  /** log p of every value, `[...batch, total + 1]`, no gradient. */
  const table = () => {
    const spread = (x: tf.Tensor) => tf.expandDims(tf.add(stopGradient(x), tf.zeros([...batchShape])), -1);
    return score(tf.add(values(), tf.zeros([...batchShape, total + 1])), spread(logits), spread(logConcentration));
  };
  return {
    family: "beta-binomial",
    mass: true,
    batchShape,
    eventShape: [],
    parameters: { logits, logConcentration },
    gradient: "none",
    draw: (samples, context) => {
      const sums = tf.cumsum(tf.exp(table()), batchShape.length);
      const last = tf.slice(sums, [...batchShape.map(() => 0), total], [...batchShape.map(() => -1), 1]);
      const u = context.noise("draw", [samples, ...batchShape], { law: "uniform" });
      const value = tf.sum(tf.cast(tf.greater(tf.expandDims(u, -1), tf.div(sums, last)), "float32"), -1);
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () =>
      betaBinomial({ total, logits: stopGradient(logits), logConcentration: stopGradient(logConcentration) }),
    mean: () => tf.mul(total, tf.add(tf.sigmoid(logits), tf.zeros([...batchShape]))),
    mode: () => tf.cast(tf.argMax(table(), -1), "float32"),
    cdf: (value) =>
      tf.sum(tf.mul(tf.exp(table()), tf.cast(tf.lessEqual(values(), tf.expandDims(value, -1)), "float32")), -1),
  };
}
