import * as tf from "@tensorflow/tfjs-core";

/** Of log erfc's rational form, in powers of t (Press et al., Numerical Recipes, section 6.2): relative error of erfc below 1.2e-7. */
const POWERS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
] as const;

/** log P(n > x), n ~ N(0, 1), for x >= 0. */
function logUpper(x: tf.Tensor): tf.Tensor {
  const z = tf.div(x, Math.SQRT2);
  const t = tf.div(1, tf.add(1, tf.mul(z, 0.5)));
  const poly = POWERS.reduceRight<tf.Tensor>((sum, power) => tf.add(tf.mul(sum, t), power), tf.zerosLike(t));
  return tf.add(tf.sub(tf.add(tf.log(t), poly), tf.square(z)), -Math.LN2);
}

/** A normal law and a cell of its values, `middle` +- `half`. */
export interface NormalCell {
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
  readonly middle: tf.Tensor;
  readonly half: tf.Tensor;
}

/** Ends of the cell in deviations from the mean, mirrored so that its middle is not below it; -1 where it was mirrored. */
function ends({ mean, variance, middle, half }: NormalCell) {
  const scale = tf.sqrt(variance);
  const centre = tf.div(tf.sub(middle, mean), scale);
  const width = tf.div(half, scale);
  const away = tf.abs(centre);
  const sign = tf.sub(1, tf.mul(2, tf.cast(tf.less(centre, 0), "float32")));
  return { scale, sign, low: tf.sub(away, width), high: tf.add(away, width) };
}

/** Smallest difference that a float tells from nothing. */
const LEAST = 1e-7;

function logMass(low: tf.Tensor, high: tf.Tensor): tf.Tensor {
  const above = logUpper(high);
  // All of the cell beyond the mean: P(n > low) (1 - P(n > high) / P(n > low)); else what is left of 1 without both ends.
  const edge = logUpper(tf.maximum(low, 0));
  const beyond = tf.add(edge, tf.log(tf.neg(tf.expm1(tf.minimum(tf.sub(above, edge), -LEAST)))));
  const outside = tf.add(tf.exp(logUpper(tf.maximum(tf.neg(low), 0))), tf.exp(above));
  const around = tf.log(tf.maximum(tf.sub(1, outside), LEAST));
  return tf.where(tf.greater(low, 0), beyond, around);
}

/** log P(middle - half < c < middle + half), c ~ N(mean, variance), nats: finite however far away the cell is. */
export function logCellMass(cell: NormalCell): tf.Tensor {
  const { low, high } = ends(cell);
  return logMass(low, high);
}

/** Mean and variance of c ~ N(mean, variance) given that it lies in the cell: a truncated normal law. */
export function cellMoments(cell: NormalCell): { readonly mean: tf.Tensor; readonly variance: tf.Tensor } {
  const { scale, sign, low, high } = ends(cell);
  const mass = logMass(low, high);
  const ratio = (at: tf.Tensor) =>
    tf.exp(tf.sub(tf.sub(tf.mul(tf.square(at), -0.5), 0.5 * Math.log(2 * Math.PI)), mass));
  const [first, last] = [ratio(low), ratio(high)];
  const shift = tf.sub(first, last);
  const share = tf.sub(tf.add(1, tf.sub(tf.mul(low, first), tf.mul(high, last))), tf.square(shift));
  return {
    mean: tf.add(cell.mean, tf.mul(tf.mul(scale, sign), shift)),
    variance: tf.mul(cell.variance, tf.clipByValue(share, 0, 1)),
  };
}
