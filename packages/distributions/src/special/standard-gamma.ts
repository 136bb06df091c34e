import { stopGradient } from "@elbo/program";
import type { Context, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { firstAccepted } from "./first-accepted.ts";

/** Each is accepted with probability 0.95 or more: all are refused once in 10^10 draws. */
const PROPOSALS = 8;

/**
 * log of Gamma(shape, 1) draws, `[...draws]`, for `shape` > 0 that broadcasts to `draws`. Marsaglia & Tsang (2000) at
 * shape + 1, times U^(1/shape), in logarithms: draws of a tiny shape are smaller than float32 can say. No gradient.
 */
export function logStandardGamma(name: string, shape: tf.Tensor, draws: Shape, context: Context): tf.Tensor {
  const a = tf.add(stopGradient(shape), tf.zeros([...draws]));
  const at = context.at(name);
  const all = [...draws, PROPOSALS];
  const d = tf.expandDims(tf.add(a, 2 / 3), -1); // shape + 1 - 1/3
  const x = at.noise("normal", all, { law: "normal" });
  const root = tf.add(1, tf.div(x, tf.sqrt(tf.mul(d, 9))));
  const v = tf.mul(root, tf.square(root));
  const inside = tf.maximum(v, tf.fill(all, 1e-20));
  const bound = tf.add(tf.mul(tf.square(x), 0.5), tf.mul(d, tf.add(tf.sub(1, v), tf.log(inside))));
  const below = tf.less(tf.log(at.noise("accept", all, { law: "uniform" })), bound);
  const accepted = tf.logicalAnd(tf.greater(v, 0), below);
  const log = firstAccepted(tf.add(tf.log(d), tf.log(inside)), accepted);
  return tf.add(log, tf.div(tf.log(at.noise("boost", draws, { law: "uniform" })), a));
}
