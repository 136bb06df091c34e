import { cholesky, solveTriangular } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";

/** What a metric is made of. */
export interface MetricOptions {
  /** c `[centroid, d]` */
  readonly centroids: tf.Tensor;
  /** M = L L' `[centroid, d, d]`, symmetric. */
  readonly matrices: tf.Tensor;
  /** T, in units of z. */
  readonly temperature: number;
  /** lambda */
  readonly regularisation: number;
}

/** A Riemannian metric at points z `[point, d]`; momenta are `[point, d]`, too. */
export interface Place {
  /** Lower triangular C of G(z)^-1 = C C', `[point, d, d]`. */
  readonly factor: tf.Tensor;
  /** log det G(z) / 2, `[point]` */
  readonly halfLogDet: tf.Tensor;
  /** G(z)^-1 rho `[point, d]` */
  velocity(rho: tf.Tensor): tf.Tensor;
  /** d/dz of log det G(z) / 2 + rho' G(z)^-1 rho / 2, `[point, d]` */
  slope(rho: tf.Tensor): tf.Tensor;
  /** d (G(z)^-1 rho)_j / dz_k `[point, k, j]`; at once d slope_k / d rho_j. */
  bend(rho: tf.Tensor): tf.Tensor;
}

/** The metric at points `[point, d]`. */
export type Metric = (z: tf.Tensor) => Place;

/** `[...batch, n, m]` times `[...batch, m]`. */
const times = (matrix: tf.Tensor, vector: tf.Tensor) => tf.squeeze(tf.matMul(matrix, tf.expandDims(vector, -1)), [-1]);

/**
 * G(z)^-1 = sum_i M_i exp(-|z - c_i|^2 / T^2) + lambda I (Chadebec, Mantoux & Allassonniere 2020, eq. 9). With A = rho rho' - G
 * and w_i the exponential, its slope is -1/T^2 sum_i w_i <M_i, A> (z - c_i): no derivative is left to automatic differentiation.
 * What is not asked for is not computed.
 */
export function centroidMetric({ centroids, matrices, temperature, regularisation }: MetricOptions): Metric {
  const [count, d] = centroids.shape as [number, number];
  const flat = tf.reshape(matrices, [count, d * d]);
  const sideways = tf.reshape(tf.transpose(matrices, [1, 0, 2]), [d, count * d]);
  const square = temperature ** 2;
  return (z) => {
    const gaps = tf.sub(tf.expandDims(z, 1), tf.expandDims(centroids, 0)); // [point, centroid, d]
    const weights = tf.exp(tf.div(tf.sum(tf.square(gaps), 2), -square));
    const sum = tf.reshape(tf.matMul(weights, flat), [-1, d, d]);
    const inverse = tf.add(sum, tf.mul(regularisation, tf.eye(d)));
    const once = <R>(make: () => R) => {
      let made: R | undefined;
      return () => {
        made ??= make();
        return made;
      };
    };
    const factor = once(() => cholesky(inverse));
    const metric = once(() => {
      const half = solveTriangular(factor(), tf.add(tf.eye(d), tf.zerosLike(inverse)));
      return tf.matMul(half, half, true, false); // G = C'^-1 C^-1
    });
    const pulls = once(() => tf.mul(tf.expandDims(weights, -1), gaps));
    return {
      get factor() {
        return factor();
      },
      get halfLogDet() {
        return tf.neg(tf.sum(tf.log(tf.sum(tf.mul(factor(), tf.eye(d)), -1)), -1));
      },
      velocity: (rho) => times(inverse, rho),
      slope(rho) {
        const outer = tf.mul(tf.expandDims(rho, 2), tf.expandDims(rho, 1));
        const along = tf.matMul(tf.reshape(tf.sub(outer, metric()), [-1, d * d]), flat, false, true); // <M_i, A>
        return tf.div(tf.sum(tf.mul(tf.expandDims(along, -1), pulls()), 1), -square);
      },
      bend(rho) {
        const turned = tf.reshape(tf.matMul(rho, sideways), [-1, count, d]); // M_i rho
        return tf.mul(-2 / square, tf.matMul(pulls(), turned, true, false));
      },
    };
  };
}
