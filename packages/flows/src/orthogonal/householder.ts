import * as tf from "@tensorflow/tfjs-core";
import type { Bijection } from "../map.ts";

/** Stands in for |v|^2 where v is 0: the reflection is then the identity. */
const TINY = 1e-20;

/** x reflected at the plane normal to v, `x - 2 v (v.x) / |v|^2`: both `[...lead, latent]`, leading axes broadcast. */
export function reflect(x: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const squared = tf.add(tf.sum(tf.square(v), -1, true), TINY);
  const along = tf.div(tf.sum(tf.mul(x, v), -1, true), squared);
  return tf.sub(x, tf.mul(tf.mul(2, along), v));
}

/**
 * One reflection (Tomczak & Welling 2016, eq. 9): `y = (I - 2 v v' / |v|^2) x`, `log|det| = 0`; it is its own inverse.
 * v `[...lead, latent]`, leading axes broadcast against those of x.
 */
export function householder(v: tf.Tensor): Bijection {
  const way = (x: tf.Tensor) => {
    const value = reflect(x, v);
    return { value, logDet: tf.zeros(value.shape.slice(0, -1)) };
  };
  return { forward: way, inverse: way };
}
