import * as tf from "@tensorflow/tfjs-core";
import type { Moments } from "./conditional-normal.ts";

/**
 * The product of two Gaussians, renormalised (Sonderby et al. 2016, eq. 17-19):
 * variance = 1 / (1/a + 1/b), mean = variance (mean_a / a + mean_b / b). Leading axes broadcast.
 */
export function precisionWeighted(a: Moments, b: Moments): Moments {
  const [weightA, weightB] = [tf.exp(tf.neg(a.logVariance)), tf.exp(tf.neg(b.logVariance))];
  const precision = tf.add(weightA, weightB);
  const mean = tf.div(tf.add(tf.mul(a.mean, weightA), tf.mul(b.mean, weightB)), precision);
  return { mean, logVariance: tf.neg(tf.log(precision)) };
}
