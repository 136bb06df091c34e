import * as tf from "@tensorflow/tfjs-core";

/** A position and its momentum, both `[sample, batch, ...event]`. */
export interface Phase {
  readonly position: tf.Tensor;
  readonly momentum: tf.Tensor;
}

/** How a trajectory runs. */
export interface Trajectory {
  /** Number of leapfrog steps K; K + 1 gradients are taken. */
  readonly steps: number;
  /** `[...event]` or a scalar. */
  readonly stepSize: tf.Tensor;
  /** Factor of the momentum after step k = 1..K (tempering); absent: 1. */
  readonly cooling?: (k: number) => tf.Tensor;
}

/**
 * K leapfrog steps in the field of `gradient` = d log p / dz (Neal 2011, eq. 2.28-2.30):
 * r += e/2 g(z); z += e r; r += e/2 g(z). Reversible and volume-preserving, up to the cooling of the momentum.
 */
export function leapfrog(
  { position, momentum }: Phase,
  gradient: (position: tf.Tensor) => tf.Tensor,
  { steps, stepSize, cooling }: Trajectory,
): Phase {
  const half = tf.mul(stepSize, 0.5);
  let [z, r, kick] = [position, momentum, tf.mul(half, gradient(position))];
  for (let k = 1; k <= steps; k++) {
    const middle = tf.add(r, kick);
    z = tf.add(z, tf.mul(stepSize, middle));
    kick = tf.mul(half, gradient(z));
    r = tf.add(middle, kick);
    if (cooling) r = tf.mul(r, cooling(k));
  }
  return { position: z, momentum: r };
}
