import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import type { Zonal } from "./polar-draw.ts";
import { type ZonalParameters, zonal } from "./zonal.ts";

/** Half-steps are moved up by as much before their asymptotic series. */
const SHIFT = 8;
/** d / 2 is kept below 1 by this: at the antipode the density is 0. */
const BELOW_1 = 1 - 2 ** -24;

const column = (x: tf.Tensor) => tf.expandDims(x, -1);
const over = (from: number, count: number) => tf.tensor1d(Array.from({ length: count }, (_, j) => from + j));

/**
 * G(k) = log Gamma(2h + k) / Gamma(h + k) - log Gamma(2h) / Gamma(h) and G', h = (size - 1) / 2: whole steps of the Gamma
 * function as sums of log(1 + k / ..), and for odd 2h a half-step by D(x) = log Gamma(x + 1/2) - log Gamma(x) =
 * log(x) / 2 - 1 / (8 x) + 1 / (192 x^3) - ..: no difference of large numbers.
 */
function normaliser(size: number, k: tf.Tensor): { readonly value: () => tf.Tensor; readonly slope: () => tf.Tensor } {
  const h = (size - 1) / 2;
  const half = h % 1;
  const whole = Math.floor(h);
  const steps = (from: number, count: number) => ({
    value: tf.sum(tf.log1p(tf.div(column(k), over(from, count))), -1),
    slope: tf.sum(tf.reciprocal(tf.add(column(k), over(from, count))), -1),
  });
  const first = whole > 0 ? steps(h + half, whole) : { value: tf.zerosLike(k), slope: tf.zerosLike(k) };
  if (half === 0) return { value: () => first.value, slope: () => first.slope };
  const [up, down] = [steps(h, SHIFT), steps(h + 0.5, SHIFT)];
  const start = h + SHIFT;
  const r = tf.reciprocal(tf.add(k, start));
  const tail = (x: number) => -1 / (8 * x) + 1 / (192 * x ** 3);
  return {
    value: () => {
      const series = tf.add(tf.mul(-1 / 8, r), tf.mul(1 / 192, tf.mul(r, tf.square(r))));
      const log = tf.mul(0.5, tf.log1p(tf.div(k, start)));
      return tf.addN([first.value, tf.sub(up.value, down.value), log, tf.sub(series, tail(start))]);
    },
    slope: () => {
      const square = tf.square(r);
      const series = tf.sub(tf.add(tf.mul(0.5, r), tf.mul(1 / 8, square)), tf.mul(1 / 64, tf.square(square)));
      return tf.addN([first.slope, tf.sub(up.slope, down.slope), series]);
    },
  };
}

/** T = log((1 + cos) / 2) = log(1 - d / 2). */
const law = (size: number): Zonal => ({
  size,
  statistic: (d) => tf.log1p(tf.neg(tf.minimum(tf.mul(0.5, d), BELOW_1))),
  logNormaliser: (k) => normaliser(size, k).value(),
  slope: (k) => normaliser(size, k).slope(),
  proposal: (k) => tf.div(size - 1, tf.add(tf.mul(2, k), size - 1)),
});

/**
 * The power spherical law on the unit sphere in `size` dimensions (De Cao & Aziz 2020, eq. 2): with h = (size - 1) / 2,
 * log p(z) = k log(1 + direction . z) - (2h + k) log 2 - h log pi - log Gamma(h + k) + log Gamma(2h + k), nats:
 * `[...sample, ...batch, size]` -> `[...sample, ...batch]`. eventShape [size]. No Bessel function is needed.
 *
 * (1 + cos) / 2 follows Beta(h + k, h). Draws as those of the von Mises-Fisher law, rejection and gradient included.
 */
export function powerSpherical(parameters: ZonalParameters): Scored<"mode" | "entropy"> {
  const { direction, concentration } = parameters;
  return zonal("power-spherical", law(direction.shape.at(-1) as number), parameters, () =>
    powerSpherical({ direction: stopGradient(direction), concentration: stopGradient(concentration) }),
  );
}
