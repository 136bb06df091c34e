import * as tf from "@tensorflow/tfjs-core";
import type { ElementMap } from "../map.ts";

/** Shape of the spline. */
export interface SplineOptions {
  /** Number of bins K, 2 or more. */
  readonly bins: number;
  /** B: the spline maps [-B, B] onto itself; outside, y = x. In units of x. */
  readonly bound: number;
}

/** Smallest share of a bin in width or height, and smallest slope at a knot. */
const LEAST = 1e-3;

/** A raw slope of 0 becomes slope 1. */
const UNIT_SLOPE = Math.log(Math.expm1(1 - LEAST));

/** One bin per element, each `[...lead, latent]`: its lower left corner, its size, its slopes at both ends. */
interface Bin {
  readonly left: tf.Tensor;
  readonly width: tf.Tensor;
  readonly bottom: tf.Tensor;
  readonly height: tf.Tensor;
  readonly slope: tf.Tensor;
  readonly slopeAfter: tf.Tensor;
}

/** Sizes of the bins along one axis, `[...lead, latent, bin]`, and where each begins. */
const cut = (raw: tf.Tensor, { bins, bound }: SplineOptions) => {
  const shares = tf.add(LEAST, tf.mul(1 - LEAST * bins, tf.softmax(raw)));
  const sizes = tf.mul(2 * bound, shares);
  return { sizes, starts: tf.sub(tf.sub(tf.cumsum(sizes, sizes.rank - 1), sizes), bound) };
};

/** The bin of `at` along the axis whose bins begin at `starts`: 1 for one bin, 0 for others, `[...lead, latent, bin]`. */
const holding = (at: tf.Tensor, starts: tf.Tensor) => {
  const inner = tf.slice(
    starts,
    starts.shape.map((_, i) => (i === starts.rank - 1 ? 1 : 0)),
  );
  const beyond = tf.cast(tf.greaterEqual(tf.expandDims(at, -1), inner), "float32"); // 1, .., 1, 0, .., 0
  const edge = [...at.shape, 1];
  return tf.sub(tf.concat([tf.ones(edge), beyond], -1), tf.concat([beyond, tf.zeros(edge)], -1));
};

const binOf = (at: tf.Tensor, along: "x" | "y", raw: tf.Tensor, options: SplineOptions): Bin => {
  const { bins } = options;
  const [widths, heights, free] = tf.split(raw, [bins, bins, bins - 1], -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [x, y] = [cut(widths, options), cut(heights, options)];
  const slopes = tf.add(LEAST, tf.softplus(tf.add(free, UNIT_SLOPE))); // at inner knots
  const edge = tf.ones([...slopes.shape.slice(0, -1), 1]);
  const one = holding(at, along === "x" ? x.starts : y.starts);
  const pick = (all: tf.Tensor) => tf.sum(tf.mul(one, all), -1);
  return {
    left: pick(x.starts),
    width: pick(x.sizes),
    bottom: pick(y.starts),
    height: pick(y.sizes),
    slope: pick(tf.concat([edge, slopes], -1)),
    slopeAfter: pick(tf.concat([slopes, edge], -1)),
  };
};

/** log dy/dx where the share xi of the bin's width is passed (Durkan et al. 2019, eq. 5). */
const logSlopeAt = (xi: tf.Tensor, { width, height, slope, slopeAfter }: Bin) => {
  const rise = tf.div(height, width);
  const [rest, both] = [tf.sub(1, xi), tf.mul(xi, tf.sub(1, xi))];
  const ends = tf.add(tf.mul(slopeAfter, tf.square(xi)), tf.mul(slope, tf.square(rest)));
  const over = tf.mul(tf.square(rise), tf.add(ends, tf.mul(tf.mul(2, rise), both)));
  const bend = tf.sub(tf.add(slopeAfter, slope), tf.mul(2, rise));
  return tf.sub(tf.log(over), tf.mul(2, tf.log(tf.add(rise, tf.mul(bend, both)))));
};

/** The spline inside [-B, B], the identity outside. */
const within = (at: tf.Tensor, bound: number, spline: (inside: tf.Tensor) => [tf.Tensor, tf.Tensor]) => {
  const [value, logSlope] = spline(tf.clipByValue(at, -bound, bound));
  const inside = tf.lessEqual(tf.abs(at), bound);
  return { value: tf.where(inside, value, at), logSlope: tf.where(inside, logSlope, tf.zerosLike(at)) };
};

/**
 * A monotone spline of K rational quadratics (Durkan et al. 2019, "Neural Spline Flows", eq. 4-8 and appendix A). Raw
 * numbers: K for the bins' widths and K for their heights (softmax), K - 1 for the slopes at inner knots (softplus).
 * Raw zeros: the identity.
 */
export function rationalQuadratic(options: SplineOptions): ElementMap {
  const { bins, bound } = options;
  return {
    size: 3 * bins - 1,
    forward: (x, raw) =>
      within(x, bound, (inside) => {
        const bin = binOf(inside, "x", raw, options);
        const xi = tf.div(tf.sub(inside, bin.left), bin.width);
        const rise = tf.div(bin.height, bin.width);
        const both = tf.mul(xi, tf.sub(1, xi));
        const up = tf.mul(bin.height, tf.add(tf.mul(rise, tf.square(xi)), tf.mul(bin.slope, both)));
        const bend = tf.sub(tf.add(bin.slopeAfter, bin.slope), tf.mul(2, rise));
        const value = tf.add(bin.bottom, tf.div(up, tf.add(rise, tf.mul(bend, both))));
        return [value, logSlopeAt(xi, bin)];
      }),
    inverse: (y, raw) =>
      within(y, bound, (inside) => {
        const bin = binOf(inside, "y", raw, options);
        const rise = tf.div(bin.height, bin.width);
        const up = tf.sub(inside, bin.bottom);
        const bend = tf.mul(up, tf.sub(tf.add(bin.slopeAfter, bin.slope), tf.mul(2, rise)));
        // a xi^2 + b xi + c = 0, the root in [0, 1]
        const a = tf.add(tf.mul(bin.height, tf.sub(rise, bin.slope)), bend);
        const b = tf.sub(tf.mul(bin.height, bin.slope), bend);
        const c = tf.neg(tf.mul(rise, up));
        const root = tf.sqrt(tf.relu(tf.sub(tf.square(b), tf.mul(tf.mul(4, a), c))));
        const xi = tf.div(tf.mul(2, c), tf.neg(tf.add(b, root)));
        const value = tf.add(bin.left, tf.mul(xi, bin.width));
        return [value, tf.neg(logSlopeAt(xi, bin))];
      }),
  };
}
