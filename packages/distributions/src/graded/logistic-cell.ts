import { log1mexp } from "@elbo/program";
import type { Context } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Logistic laws with `levels` cells: cell k is around k / (levels - 1), the first and the last reach to infinity. */
export interface LogisticCells {
  /** In units of x, which lies in 0..1. */
  readonly mean: tf.Tensor;
  /** log of the scale, in units of x. */
  readonly logScale: tf.Tensor;
  readonly levels: number;
}

/** Half the width of a cell, in units of x. */
const halfCell = (levels: number) => 0.5 / (levels - 1);

/** sigmoid's arguments at the upper and the lower end of the cell of x, and whether x is not the last, not the first level. */
function ends(x: tf.Tensor, { mean, logScale, levels }: LogisticCells) {
  const half = halfCell(levels);
  const steepness = tf.exp(tf.neg(logScale));
  const from = tf.sub(x, mean);
  return {
    upper: tf.mul(tf.add(from, half), steepness),
    lower: tf.mul(tf.sub(from, half), steepness),
    width: tf.mul(steepness, 2 * half),
    notLast: tf.cast(tf.less(x, 1 - half), "float32"),
    notFirst: tf.cast(tf.greater(x, half), "float32"),
  };
}

/**
 * log of the mass of x's cell, elementwise with broadcasting, nats. A difference of two sigmoids as a product,
 * sigmoid(upper) sigmoid(-lower) (1 - e^-(upper - lower)): exact in the tails, where PixelCNN++ puts density times width.
 * At the first level the factors with `lower` are absent, at the last those with `upper`.
 */
export function logCellMass(x: tf.Tensor, cells: LogisticCells): tf.Tensor {
  const { upper, lower, width, notLast, notFirst } = ends(x, cells);
  const sides = tf.add(tf.mul(notLast, tf.softplus(tf.neg(upper))), tf.mul(notFirst, tf.softplus(lower)));
  return tf.sub(tf.mul(tf.mul(notLast, notFirst), log1mexp(width)), sides);
}

/** P(X <= x), elementwise with broadcasting: 1 at the last level. */
export function cellsBelow(x: tf.Tensor, cells: LogisticCells): tf.Tensor {
  const { upper, notLast } = ends(x, cells);
  return tf.add(tf.mul(notLast, tf.sigmoid(upper)), tf.sub(1, notLast));
}

/** A level of each logistic law, `[...shape]`: a logistic draw, taken to its cell. No gradient. */
export function drawCell(name: string, { mean, logScale, levels }: LogisticCells, context: Context): tf.Tensor {
  const u = context.noise(name, mean.shape, { law: "uniform" });
  const standard = tf.sub(tf.log(u), tf.log(tf.sub(1, u)));
  const x = tf.add(mean, tf.mul(tf.exp(logScale), standard));
  return tf.div(tf.round(tf.mul(tf.clipByValue(x, 0, 1), levels - 1)), levels - 1);
}

/** Mean of the logistic law clipped to 0..1, s (softplus(m / s) - softplus((m - 1) / s)): within half a level of the cells' mean. */
export function meanOfCells({ mean, logScale }: LogisticCells): tf.Tensor {
  const scale = tf.exp(logScale);
  const below = tf.softplus(tf.div(tf.sub(mean, 1), scale));
  return tf.mul(scale, tf.sub(tf.softplus(tf.div(mean, scale)), below));
}
