import * as tf from "@tensorflow/tfjs-core";
import { at, debye, type Polynomial } from "./expansion.ts";

/** From this order up Debye's expansion is exact to float32. */
const LEAST_ORDER = 10;

const horner = (p: Polynomial, t: tf.Tensor): tf.Tensor =>
  p.slice(0, -1).reduceRight<tf.Tensor>((sum, c) => tf.add(tf.mul(sum, t), c), tf.fill(t.shape, p.at(-1) as number));

/** Debye's expansion at an order a >= 10, and Gauss's continued fraction from there down to v. */
interface Descent {
  readonly a: number;
  /** sqrt(a^2 + x^2) */
  readonly s: tf.Tensor;
  /** U(a / s) */
  readonly series: tf.Tensor;
  /** y = x I_{j+2} / I_{j+1} and 2 (j + 1), for j = a - 1 down to v. */
  readonly steps: readonly { readonly y: tf.Tensor; readonly twice: number }[];
  /** I_{v+1} / I_v, and 1 less it. */
  readonly ratio: tf.Tensor;
  readonly complement: tf.Tensor;
}

/**
 * For order v >= 0 and x > 0, elementwise; error about 1e-6 relative for v <= 250 and 1e-3 <= x <= 1e5.
 *
 * I_{j+1} / I_j = x / (2 (j + 1) + y) with y = x I_{j+2} / I_{j+1}: all terms positive. Carried along is w = x - y, which
 * float32 would lose at large x.
 */
function descent(order: number, x: tf.Tensor): Descent {
  const count = Math.max(1, Math.ceil(LEAST_ORDER - order));
  const a = order + count;
  const { value, slope } = debye(a);
  const s = tf.sqrt(tf.add(tf.square(x), a * a));
  const t = tf.div(a, s);
  const series = horner(value, t);
  const fall = tf.mul(tf.square(tf.div(x, s)), tf.div(horner(slope, t), series));
  let w = tf.add(tf.sub(a, tf.div(a * a, tf.add(s, x))), fall);
  let [ratio, complement] = [w, w];
  const steps = Array.from({ length: count }, (_, i) => {
    const twice = 2 * (a - i);
    const y = tf.sub(x, w);
    ratio = tf.div(x, tf.add(twice, y));
    const down = tf.sub(twice, w);
    complement = tf.div(down, tf.add(down, x));
    w = tf.mul(x, complement);
    return { y, twice };
  });
  return { a, s, series, steps, ratio, complement };
}

/** I_{v+1}(x) / I_v(x), and 1 less it to the same relative error also where the ratio is near 1; elementwise, with gradients. */
export function besselRatio(order: number, x: tf.Tensor): Pick<Descent, "ratio" | "complement"> {
  const { ratio, complement } = descent(order, x);
  return { ratio, complement };
}

/** The same as `from`, with the derivative `slope` to x. */
const withSlope = (x: tf.Tensor, from: (x: tf.Tensor) => tf.Tensor, slope: (x: tf.Tensor) => tf.Tensor): tf.Tensor =>
  tf.customGrad((input, save) => {
    (save as (tensors: tf.Tensor[]) => void)([input as tf.Tensor]);
    return {
      value: from(input as tf.Tensor),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, slope(saved as tf.Tensor)),
    };
  })(x);

const total = (first: tf.Tensor, { steps }: Descent, each: (step: Descent["steps"][number]) => tf.Tensor): tf.Tensor =>
  steps.reduce((sum, step) => tf.add(sum, each(step)), first);

/**
 * log(Gamma(v + 1) (2 / x)^v I_v(x)) - x <= 0, elementwise: how far the law with density e^{x cos} on a sphere is from uniform;
 * 0 at x = 0. Its derivative is I_{v+1}(x) / I_v(x) - 1.
 */
export const logScaledBessel = (order: number, x: tf.Tensor): tf.Tensor =>
  withSlope(
    x,
    (y) => {
      const found = descent(order, y);
      const { a, s, series } = found;
      const above = tf.add(s, a);
      const gone = tf.div(tf.mul(-a, tf.mul(y, tf.add(1, tf.div(y, above)))), tf.add(s, y)); // s - a - y
      const wide = tf.mul(-a, tf.log1p(tf.div(tf.div(tf.square(y), above), 2 * a)));
      const rest = tf.sub(tf.log(series), tf.add(tf.mul(0.5, tf.log(tf.div(s, a))), Math.log(at(debye(a).value, 1))));
      return total(tf.add(tf.add(gone, wide), rest), found, (step) => tf.log1p(tf.div(step.y, step.twice)));
    },
    (y) => tf.neg(descent(order, y).complement),
  );

/**
 * log(e^-x I_v(x)), elementwise, for order v >= 0 and x > 0: scipy.special.ive without over- or underflow. Its derivative is
 * v / x + I_{v+1}(x) / I_v(x) - 1.
 */
export const logIve = (order: number, x: tf.Tensor): tf.Tensor =>
  withSlope(
    x,
    (y) => {
      const found = descent(order, y);
      const { a, s, series } = found;
      const z = tf.div(a, y);
      const arsinh = tf.log1p(tf.add(z, tf.div(tf.square(z), tf.add(1, tf.div(s, y)))));
      const leading = tf.sub(tf.div(a * a, tf.add(s, y)), tf.mul(a, arsinh));
      const rest = tf.sub(tf.log(series), tf.mul(0.5, tf.log(tf.mul(2 * Math.PI, s))));
      return total(tf.add(leading, rest), found, (step) => tf.log(tf.div(tf.add(step.twice, step.y), y)));
    },
    (y) => tf.sub(tf.div(order, y), descent(order, y).complement),
  );
