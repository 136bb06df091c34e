import * as tf from "@tensorflow/tfjs-core";

/** Arguments are moved up by as much: Stirling's series is then exact to float32. */
export const SHIFT = 8;

/** What Stirling's formula leaves out: 1/(12 y) - 1/(360 y^3) + 1/(1260 y^5), for y >= 8 (Abramowitz & Stegun 6.1.41). */
export function stirlingTail(y: tf.Tensor): tf.Tensor {
  const inverse = tf.reciprocal(y);
  const square = tf.square(inverse);
  const inner = tf.sub(1 / 360, tf.mul(square, 1 / 1260));
  return tf.mul(inverse, tf.sub(1 / 12, tf.mul(square, inner)));
}

/** log of a product of many factors near one or large: four at a time, so that no product overflows. */
export function logOfProduct(factors: readonly tf.Tensor[]): tf.Tensor {
  const logs: tf.Tensor[] = [];
  for (let i = 0; i < factors.length; i += 4) {
    logs.push(tf.log(factors.slice(i, i + 4).reduce((a, b) => tf.mul(a, b))));
  }
  return logs.reduce((a, b) => tf.add(a, b));
}

/** A positive number with its logarithm, each known without the other's rounding. */
export interface WithLog {
  readonly x: tf.Tensor;
  readonly logX: tf.Tensor;
}

/** sum_{i<8} log(1 + k / (x + i)) for x > 0, k >= 0, nats; 0 at k = 0 however small x is. */
function logShifted({ x, logX }: WithLog, k: tf.Tensor): tf.Tensor {
  const some = tf.cast(tf.greater(k, 0), "float32");
  const first = tf.mul(some, tf.softplus(tf.sub(tf.log(tf.add(k, tf.sub(1, some))), logX)));
  const rest = Array.from({ length: SHIFT - 1 }, (_, i) => tf.add(1, tf.div(k, tf.add(x, i + 1))));
  return tf.add(first, logOfProduct(rest));
}

/** Of log Gamma(x + k) - log Gamma(x): 7.5 log(1 + k / w) + tail(w + k) - tail(w) - sum_{i<8} log(1 + k / (x + i)), w = x + 8. */
export function shiftedRest(of: WithLog, k: tf.Tensor): tf.Tensor {
  const w = tf.add(of.x, SHIFT);
  const tails = tf.sub(stirlingTail(tf.add(w, k)), stirlingTail(w));
  return tf.sub(tf.add(tf.mul(tf.log1p(tf.div(k, w)), SHIFT - 0.5), tails), logShifted(of, k));
}

/**
 * log Gamma(x + k) - log Gamma(x) - k log(x + 8) for x > 0, k >= 0, elementwise with broadcasting, nats. The difference of
 * two log-gammas loses its digits for large x; this is the difference of their Stirling series, of size k:
 * (x + k) log(1 + k / w) - k + shiftedRest, w = x + 8.
 */
export function logRising(of: WithLog, k: tf.Tensor): tf.Tensor {
  const main = tf.mul(tf.add(of.x, k), tf.log1p(tf.div(k, tf.add(of.x, SHIFT))));
  return tf.add(tf.sub(main, k), shiftedRest(of, k));
}

/** log Gamma(k + 1) - (k + 1/2) log(k + 8) + k + 8, for k >= 0, nats: of the size of a few, for any k. */
export function logFactorialRest(k: tf.Tensor): tf.Tensor {
  const y = tf.add(k, SHIFT);
  const factors = Array.from({ length: SHIFT - 1 }, (_, i) => tf.div(tf.add(k, i + 1), y));
  return tf.sub(tf.add(stirlingTail(y), 0.5 * Math.log(2 * Math.PI)), logOfProduct(factors));
}
