import { solveTriangular, stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { asColumns, fromColumns, sumColumns } from "./columns.ts";
import { halfLog2Pi } from "./normal-diagonal.ts";

/** Parameters of `normalCholesky`. */
export interface NormalCholeskyParameters {
  /** `[...batch, latent]` */
  readonly mean: tf.Tensor;
  /** log of the factor's diagonal, `[...batch, latent]`. */
  readonly logScale: tf.Tensor;
  /** `[...batch, latent, latent]`: what stands below the diagonal; the rest is not read. */
  readonly below: tf.Tensor;
}

/** 1 below the diagonal, 0 elsewhere, `[n, n]`. */
const strictlyLower = (n: number) =>
  tf.tensor2d(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (j < i ? 1 : 0))));

/**
 * A Gaussian with any covariance, by its Cholesky factor L = below + diag exp(logScale) (Kingma & Welling 2019, section
 * 2.5.1).
 *
 * log p(x) = -|L^-1 (x - mean)|^2 / 2 - sum logScale - latent log(2 pi) / 2, nats: `[...sample, ...batch, latent]` ->
 * `[...sample, ...batch]`; `entropy` `[...batch]`. eventShape [latent]. Draws are mean + L noise, so pathwise.
 * Scoring takes a few operations per latent: for up to some dozens of them.
 */
export function normalCholesky(parameters: NormalCholeskyParameters): Scored<"mean" | "mode" | "entropy"> {
  const { mean, logScale, below } = parameters;
  const latent = mean.shape.at(-1) as number;
  const batchShape = mean.shape.slice(0, -1);
  const diagonal = tf.mul(tf.expandDims(tf.exp(logScale), -1), tf.eye(latent));
  const factor = tf.add(tf.mul(below, strictlyLower(latent)), diagonal); // [...batch, latent, latent]
  /** `[...batch]` */
  const offset = tf.add(tf.sum(logScale, -1), latent * halfLog2Pi);
  const density = (squares: tf.Tensor) => tf.sub(tf.mul(squares, -0.5), offset);
  const logProb = (value: tf.Tensor) => {
    const apart = tf.sub(value, mean);
    const u = solveTriangular(factor, asColumns(apart, batchShape));
    return density(sumColumns(tf.square(u), apart.shape.slice(0, -1)));
  };
  return {
    family: "normal-cholesky",
    batchShape,
    eventShape: [latent],
    parameters: { mean, logScale, factor },
    gradient: "pathwise",
    draw: (samples, context) => {
      const noise = context.noise("draw", [samples, ...batchShape, latent], { law: "normal" });
      const moved = fromColumns(tf.matMul(factor, asColumns(noise, batchShape)));
      return { value: tf.add(mean, moved), logProb: density(tf.sum(tf.square(noise), -1)) };
    },
    logProb,
    frozen: () =>
      normalCholesky({ mean: stopGradient(mean), logScale: stopGradient(logScale), below: stopGradient(below) }),
    mean: () => mean,
    mode: () => mean,
    entropy: () => tf.add(offset, 0.5 * latent),
  };
}
