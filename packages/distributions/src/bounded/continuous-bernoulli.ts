import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { around } from "../special/around.ts";
import { logSinhRatio } from "../special/log-sinh-ratio.ts";

/** log of the integral of e^(l (x - 1/2)) over 0..1: even in l, 0 at 0. */
const logNormaliser = (logits: tf.Tensor): tf.Tensor => logSinhRatio(tf.mul(logits, 0.5));

/** E[x] - 1/2: coth(l / 2) / 2 - 1 / l, odd in l. */
const meanShift = (logits: tf.Tensor): tf.Tensor =>
  around(
    logits,
    1,
    (l) => {
      const a = tf.square(l);
      const terms = [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600];
      return tf.mul(
        l,
        terms.reduceRight<tf.Tensor>((sum, c) => tf.add(tf.mul(sum, a), c), tf.zerosLike(a)),
      );
    },
    (l) => {
      const size = tf.abs(l);
      const half = tf.sub(tf.reciprocal(tf.neg(tf.expm1(tf.neg(size)))), tf.add(tf.reciprocal(size), 0.5));
      return tf.mul(tf.sign(stopGradient(l)), half);
    },
  );

/** (e^(l x) - 1) / (e^l - 1), the distribution function, for l <= 0; x itself to second order near l = 0. */
const lowerCdf = (x: tf.Tensor, logits: tf.Tensor): tf.Tensor =>
  around(
    tf.add(logits, tf.zerosLike(x)),
    1e-2,
    (l) => tf.add(x, tf.mul(tf.mul(l, 0.5), tf.mul(x, tf.sub(x, 1)))),
    (l) => tf.div(tf.expm1(tf.mul(l, x)), tf.expm1(l)),
  );

/** Where the distribution function is u, for l <= 0. */
const lowerQuantile = (u: tf.Tensor, logits: tf.Tensor): tf.Tensor =>
  around(
    tf.add(logits, tf.zerosLike(u)),
    1e-2,
    (l) => tf.add(u, tf.mul(tf.mul(l, 0.5), tf.mul(u, tf.sub(1, u)))),
    (l) => tf.div(tf.log1p(tf.mul(u, tf.expm1(l))), l),
  );

/** f at -|l|, mirrored where l > 0: f(x; l) = 1 - f(1 - x; -l). */
const mirrored = (f: (x: tf.Tensor, l: tf.Tensor) => tf.Tensor, x: tf.Tensor, logits: tf.Tensor): tf.Tensor => {
  const up = tf.greater(stopGradient(logits), 0);
  const found = f(tf.where(up, tf.sub(1, x), x), tf.neg(tf.abs(logits)));
  return tf.where(up, tf.sub(1, found), found);
};

/**
 * The continuous Bernoulli (Loaiza-Ganem & Cunningham 2019, eq. 5): the density on 0..1 that is proportional to
 * lambda^x (1 - lambda)^(1 - x), lambda = sigmoid(logits).
 *
 * log p(x) = l (x - 1/2) - log(sinh(l / 2) / (l / 2)), l = logits, nats. Near lambda = 1/2, where the normaliser is 0 / 0,
 * its series in l is used (|l| < 1), so values and gradients keep their digits everywhere.
 *
 * `logits` `[...batch]`, eventShape []; values in 0..1, `[...sample, ...batch]`. `mean` is not lambda; `mode` is 0 or 1.
 * Draws invert the distribution function, so pathwise.
 */
export function continuousBernoulli({
  logits,
}: {
  readonly logits: tf.Tensor;
}): Scored<"mean" | "mode" | "entropy" | "cdf"> {
  const logProb = (value: tf.Tensor) => tf.sub(tf.mul(tf.sub(value, 0.5), logits), logNormaliser(logits));
  return {
    family: "continuous-bernoulli",
    batchShape: logits.shape,
    eventShape: [],
    parameters: { logits },
    gradient: "pathwise",
    draw: (samples, context) => {
      const u = context.noise("draw", [samples, ...logits.shape], { law: "uniform" });
      const value = mirrored(lowerQuantile, u, logits);
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => continuousBernoulli({ logits: stopGradient(logits) }),
    mean: () => tf.add(meanShift(logits), 0.5),
    mode: () => tf.cast(tf.greaterEqual(stopGradient(logits), 0), "float32"),
    entropy: () => tf.sub(logNormaliser(logits), tf.mul(logits, meanShift(logits))),
    cdf: (value) => mirrored(lowerCdf, value, logits),
  };
}
