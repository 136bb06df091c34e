import * as tf from "@tensorflow/tfjs-core";
import type { Bijection } from "../map.ts";

/** Of one radial map; leading axes broadcast against those of x. */
export interface RadialParameters {
  /** The point z0 around which it acts, `[...lead, latent]`. */
  readonly centre: tf.Tensor;
  /** Before the softplus that makes alpha, `[...lead]`. */
  readonly alpha: tf.Tensor;
  /** Before `beta = -alpha + softplus(beta)`, `[...lead]`. */
  readonly beta: tf.Tensor;
}

/** Keeps alpha and the square root away from 0. */
const TINY = 1e-6;

const length = (x: tf.Tensor) => tf.sqrt(tf.add(tf.sum(tf.square(x), -1, true), TINY * TINY));

/**
 * Draws points towards a centre or drives them away (Rezende & Mohamed 2015, eq. 14):
 * `y = x + beta h (x - z0)`, `h = 1 / (alpha + r)`, `r = |x - z0|`,
 * `log|det| = (d - 1) log(1 + beta h) + log(1 + beta h - beta h^2 r)`.
 *
 * alpha > 0 and beta > -alpha make it invertible (appendix A.2). With `R = |y - z0|` the way back solves
 * `r^2 + (alpha + beta - R) r - alpha R = 0` for r >= 0.
 */
export function radial({ centre, alpha: rawAlpha, beta: rawBeta }: RadialParameters): Bijection {
  const alpha = tf.expandDims(tf.add(tf.softplus(rawAlpha), TINY), -1); // [...lead, 1]
  const beta = tf.sub(tf.expandDims(tf.softplus(rawBeta), -1), alpha);
  const at = (r: tf.Tensor, latent: number) => {
    const h = tf.reciprocal(tf.add(alpha, r));
    const pull = tf.mul(beta, h); // beta h
    const around = tf.mul(latent - 1, tf.log1p(pull));
    const outwards = tf.log1p(tf.mul(pull, tf.mul(alpha, h))); // 1 - h r = alpha h
    return { pull, logDet: tf.squeeze(tf.add(around, outwards), [-1]) };
  };
  return {
    forward: (x) => {
      const from = tf.sub(x, centre);
      const { pull, logDet } = at(length(from), x.shape.at(-1) as number);
      return { value: tf.add(x, tf.mul(pull, from)), logDet };
    },
    inverse: (y) => {
      const to = tf.sub(y, centre);
      const reach = length(to);
      const half = tf.mul(0.5, tf.sub(reach, tf.add(alpha, beta)));
      const root = tf.sqrt(tf.add(tf.square(half), tf.mul(alpha, reach)));
      const { pull, logDet } = at(tf.add(half, root), y.shape.at(-1) as number);
      return { value: tf.add(centre, tf.div(to, tf.add(1, pull))), logDet: tf.neg(logDet) };
    },
  };
}
