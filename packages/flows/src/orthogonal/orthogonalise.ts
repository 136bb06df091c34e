import * as tf from "@tensorflow/tfjs-core";

/** Keeps a matrix of zeros from dividing by 0. */
const TINY = 1e-12;

/**
 * The matrix with orthonormal columns nearest to `a` `[...lead, latent, columns]`, latent >= columns, by Bjorck's iteration
 * (van den Berg et al. 2018, eq. 15): `Q <- Q (I + (I - Q'Q) / 2)`, from a / |a|.
 *
 * A singular value s of a / |a| grows 1.5-fold a step until it is near 1, then its distance is squared: 20 steps serve down
 * to s = 0.003 (`|Q'Q - I| < 1e-5`). Below, Q is not orthogonal yet.
 */
export function orthogonalise(a: tf.Tensor, steps = 20): tf.Tensor {
  const size = tf.sqrt(tf.add(tf.sum(tf.square(a), [-2, -1], true), TINY));
  let q = tf.div(a, size);
  for (let step = 0; step < steps; step++) {
    const gram = tf.matMul(q, q, true, false); // [...lead, columns, columns]
    q = tf.sub(tf.mul(1.5, q), tf.mul(0.5, tf.matMul(q, gram)));
  }
  return q;
}
