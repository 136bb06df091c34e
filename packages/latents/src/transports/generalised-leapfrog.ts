import * as tf from "@tensorflow/tfjs-core";
import type { Phase, Trajectory } from "./leapfrog.ts";
import type { Metric, Place } from "./metric.ts";

/** Where log p falls and how the space is bent. */
export interface Field {
  /** d log p / dz at points `[point, d]`. */
  readonly force: (position: tf.Tensor) => tf.Tensor;
  readonly metric: Metric;
}

/** How the equations are solved. */
export interface Implicit extends Trajectory {
  /** Fixed-point iterations for each implicit half step. */
  readonly iterations: number;
}

/** The end of a trajectory. */
export interface Arrival extends Phase {
  /** The metric where it ends. */
  readonly place: Place;
  /**
   * A matrix `[point, d, d]` whose determinant is the change of volume of (z, rho), cooling left out: that of the map as it is
   * computed, which is 1 where the iterations have converged.
   */
  readonly volume: tf.Tensor;
}

/**
 * K steps of the generalised leapfrog for H(z, rho) = -log p(z) + log det G(z) / 2 + rho' G(z)^-1 rho / 2 (Girolami & Calderhead
 * 2011, eq. 16-18): rho_h = rho - e/2 H_z(z, rho_h); z' = z + e/2 (H_rho(z, rho_h) + H_rho(z', rho_h)); rho' = rho_h - e/2
 * H_z(z', rho_h), position and momentum `[point, d]`.
 *
 * The first two are solved by so many iterations, whose Jacobians are carried along: each of the three maps changes z or rho
 * alone, so the determinant of a step is the product of theirs. Solved exactly, steps are reversible and keep volumes.
 */
export function generalisedLeapfrog(
  { position, momentum }: Phase,
  { force, metric }: Field,
  { steps, stepSize, iterations, cooling }: Implicit,
): Arrival {
  const half = tf.mul(stepSize, 0.5);
  /** Half a step size per dimension, times the rows. */
  const rows = (matrix: tf.Tensor) => tf.mul(tf.expandDims(half, -1), matrix);
  const identity = tf.eye(position.shape.at(-1) as number);
  let [z, rho, place, push] = [position, momentum, metric(position), force(position)];
  let volume: tf.Tensor | undefined;
  const through = (jacobian: tf.Tensor) => {
    volume = volume ? tf.matMul(jacobian, volume) : jacobian;
  };
  for (let k = 1; k <= steps; k++) {
    let [middle, jacobian]: [tf.Tensor, tf.Tensor | undefined] = [rho, undefined];
    for (let i = 0; i < iterations; i++) {
      const bend = place.bend(middle);
      jacobian = tf.sub(identity, rows(jacobian ? tf.matMul(bend, jacobian) : bend));
      middle = tf.add(rho, tf.mul(half, tf.sub(push, place.slope(middle))));
    }
    through(jacobian as tf.Tensor);

    const [velocity, bent] = [place.velocity(middle), tf.transpose(place.bend(middle), [0, 2, 1])];
    let [there, next]: [Place, tf.Tensor] = [place, z];
    jacobian = undefined;
    for (let i = 0; i < iterations; i++) {
      const turned = tf.transpose(there.bend(middle), [0, 2, 1]);
      jacobian = tf.add(identity, rows(tf.add(bent, jacobian ? tf.matMul(turned, jacobian) : turned)));
      next = tf.add(z, tf.mul(half, tf.add(velocity, there.velocity(middle))));
      there = metric(next);
    }
    through(jacobian as tf.Tensor);

    [z, place, push] = [next, there, force(next)];
    through(tf.sub(identity, rows(place.bend(middle))));
    rho = tf.add(middle, tf.mul(half, tf.sub(push, place.slope(middle))));
    if (cooling) rho = tf.mul(rho, cooling(k));
  }
  return { position: z, momentum: rho, place, volume: volume as tf.Tensor };
}
