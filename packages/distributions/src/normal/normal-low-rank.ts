import { cholesky, solveTriangular, stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { asColumns, fromColumns, sumColumns } from "./columns.ts";
import { halfLog2Pi } from "./normal-diagonal.ts";

/** Parameters of `normalLowRank`. */
export interface NormalLowRankParameters {
  /** `[...batch, latent]` */
  readonly mean: tf.Tensor;
  /** log of the standard deviation of what is independent, `[...batch, latent]`. */
  readonly logScale: tf.Tensor;
  /** F, `[...batch, latent, rank]`. */
  readonly factor: tf.Tensor;
}

/**
 * A Gaussian whose covariance is diagonal plus low rank, S = diag(s^2) + F F', s = exp(logScale) (Rezende et al. 2014,
 * section 4.3, for one column; Ong et al. 2018, section 3).
 *
 * log p(x) = -(x - mean)' S^-1 (x - mean) / 2 - log|S| / 2 - latent log(2 pi) / 2, nats:
 * `[...sample, ...batch, latent]` -> `[...sample, ...batch]`; `entropy` `[...batch]`. eventShape [latent].
 * Draws are mean + s noise + F noise', so pathwise.
 *
 * With G = diag(1/s) F and C = I + G'G: log|S| = 2 sum log s + log|C|. The square is |y - G w|^2 + |w|^2 with
 * y = (x - mean) / s and w = C^-1 G'y, which does not cancel where F is much wider than s, as y'y - (G'y)'w would.
 */
export function normalLowRank(parameters: NormalLowRankParameters): Scored<"mean" | "mode" | "entropy"> {
  const { mean, logScale, factor } = parameters;
  const [latent, rank] = factor.shape.slice(-2) as [number, number];
  const batchShape = mean.shape.slice(0, -1);
  const scale = tf.exp(logScale);
  const whitened = tf.div(factor, tf.expandDims(scale, -1)); // G [...batch, latent, rank]
  const root = cholesky(tf.add(tf.matMul(whitened, whitened, true, false), tf.eye(rank)));
  const halfLogDet = tf.add(tf.sum(logScale, -1), tf.sum(tf.log(tf.sum(tf.mul(root, tf.eye(rank)), -1)), -1)); // [...batch]
  const offset = tf.add(halfLogDet, latent * halfLog2Pi);
  const logProb = (value: tf.Tensor) => {
    const apart = tf.div(tf.sub(value, mean), scale);
    const y = asColumns(apart, batchShape);
    const inner = solveTriangular(root, tf.matMul(whitened, y, true, false));
    const w = solveTriangular(root, inner, { transposed: true }); // [...batch, rank, n]
    const rest = tf.sub(y, tf.matMul(whitened, w));
    const lead = apart.shape.slice(0, -1);
    const squares = tf.add(sumColumns(tf.square(rest), lead), sumColumns(tf.square(w), lead));
    return tf.sub(tf.mul(squares, -0.5), offset);
  };
  return {
    family: "normal-low-rank",
    batchShape,
    eventShape: [latent],
    parameters: { mean, scale, factor, halfLogDet },
    gradient: "pathwise",
    draw: (samples, context) => {
      const own = context.noise("draw", [samples, ...batchShape, latent], { law: "normal" });
      const shared = context.noise("factor", [samples, ...batchShape, rank], { law: "normal" });
      const together = fromColumns(tf.matMul(factor, asColumns(shared, batchShape)));
      const value = tf.add(tf.add(mean, tf.mul(scale, own)), together);
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () =>
      normalLowRank({ mean: stopGradient(mean), logScale: stopGradient(logScale), factor: stopGradient(factor) }),
    mean: () => mean,
    mode: () => mean,
    entropy: () => tf.add(offset, 0.5 * latent),
  };
}
