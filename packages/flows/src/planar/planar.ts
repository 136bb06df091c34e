import * as tf from "@tensorflow/tfjs-core";
import type { VectorMap } from "../map.ts";

/** Of one planar map; leading axes broadcast against those of x. */
export interface PlanarParameters {
  /** Direction of the push, `[...lead, latent]`, before it is made invertible. */
  readonly u: tf.Tensor;
  /** Normal of the plane, `[...lead, latent]`. */
  readonly w: tf.Tensor;
  /** Offset of the plane, `[...lead]`. */
  readonly b: tf.Tensor;
}

const dot = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b), -1, true);

/** Stands in for |w|^2 where w is 0: the map is then a shift, invertible whatever u is. */
const TINY = 1e-12;

/**
 * A push along u, by how far x lies from a plane (Rezende & Mohamed 2015, eq. 10-12):
 * `y = x + u' tanh(w.x + b)`, `log|det| = log(1 + tanh'(w.x + b) w.u')`.
 *
 * Invertible because w.u' > -1: `u' = u + (m(w.u) - w.u) w / |w|^2`, `m(a) = softplus(a) - 1` (appendix A.1). No closed-form
 * inverse.
 */
export function planar({ u, w, b }: PlanarParameters): VectorMap {
  const along = dot(w, u); // [...lead, 1]
  const allowed = tf.sub(tf.softplus(along), 1);
  const shift = tf.div(tf.sub(allowed, along), tf.add(dot(w, w), TINY));
  const push = tf.add(u, tf.mul(shift, w));
  const pushed = dot(w, push);
  const offset = tf.expandDims(b, -1);
  return {
    forward: (x) => {
      const h = tf.tanh(tf.add(dot(w, x), offset)); // [...lead, 1]
      const slope = tf.mul(tf.sub(1, tf.square(h)), pushed);
      return { value: tf.add(x, tf.mul(push, h)), logDet: tf.squeeze(tf.log1p(slope), [-1]) };
    },
  };
}
