import { stopGradient } from "@elbo/program";
import type { Context, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { oneHot } from "../special/one-hot.ts";
import { gaussLegendre } from "./gauss-legendre.ts";

/**
 * A law on the unit sphere in `size` dimensions that depends on the angle f to one direction only, an exponential family:
 * its density over the uniform one is exp(k T(d) + G(k)), d = 1 - cos f.
 */
export interface Zonal {
  readonly size: number;
  /** T: d in [0, 2] -> a falling statistic, 0 at d = 0. */
  statistic(d: tf.Tensor): tf.Tensor;
  /** G, the log of the normaliser. */
  logNormaliser(concentration: tf.Tensor): tf.Tensor;
  /** G' = -E[T]. */
  slope(concentration: tf.Tensor): tf.Tensor;
  /** b in (0, 1] of the proposals: tan(f / 2) = sqrt(b) tan(g / 2), g the angle of a uniform point; as tight as can be. */
  proposal(concentration: tf.Tensor): tf.Tensor;
}

/** Each is accepted with probability 0.65 or more: 16 fail together once in 2e7 draws, and the first then stands. */
const PROPOSALS = 16;
const { nodes, weights } = gaussLegendre(24);

/** cos and sin of the angle; the cosine as d = 1 - cos, which keeps its digits near 0. */
export interface Polar {
  readonly d: tf.Tensor;
  readonly sin: tf.Tensor;
}

/** The first accepted of the proposals e = (1 - cos g) / 2, `[...shape]` (Ulrich 1984; Wood 1994, with any T). */
function firstAccepted(zonal: Zonal, k: tf.Tensor, shape: Shape, context: Context): tf.Tensor {
  const half = (zonal.size - 1) / 2;
  const each = [...shape, PROPOSALS];
  const e = context.noise("proposal", each, { law: "beta", a: half, b: half });
  const u = context.noise("accept", each, { law: "uniform" });
  const [column, b] = [tf.expandDims(k, -1), tf.expandDims(zonal.proposal(k), -1)];
  const d = tf.div(tf.mul(tf.mul(2, b), e), tf.sub(1, tf.mul(tf.sub(1, b), e)));
  const best = tf.div(tf.mul(2, b), tf.add(1, b)); // where target over proposal is largest
  const lean = tf.sub(1, best);
  const target = tf.mul(column, tf.sub(zonal.statistic(d), zonal.statistic(best)));
  const proposal = tf.log(tf.div(tf.add(best, tf.mul(lean, d)), tf.mul(best, tf.sub(2, best))));
  const accepted = tf.greaterEqual(tf.add(target, tf.mul(zonal.size - 1, proposal)), tf.log(u));
  return tf.sum(tf.mul(e, oneHot(tf.argMax(tf.cast(accepted, "int32"), -1), PROPOSALS)), -1);
}

/**
 * df/dk at a fixed quantile, `[...]`: the integral of (E[T] - T) p from one end to f, over p(f), so that draws move as the
 * quantile function does (implicit reparameterisation, Figurnov et al. 2018, eq. 5). By 24 nodes in the proposal's angle g,
 * from the end that is nearer by probability, over at most 8 standard deviations of g.
 */
function quantileSlope(zonal: Zonal, k: tf.Tensor, e: tf.Tensor): tf.Tensor {
  const { size } = zonal;
  const reach = Math.min(Math.PI / 2, 8 / Math.sqrt(Math.max(1, size - 2)));
  const b = zonal.proposal(k);
  const mean = tf.neg(zonal.slope(k));
  /** Everything at the angle g: dimensions follow g's. */
  const seen = (g: tf.Tensor, wide: tf.Tensor) => {
    const square = tf.square(tf.sin(tf.mul(0.5, g)));
    const scale = tf.add(tf.sub(1, square), tf.mul(wide, square)); // cos^2(g/2) + b sin^2(g/2)
    const statistic = zonal.statistic(tf.div(tf.mul(tf.mul(2, wide), square), scale));
    return { statistic, scale, logSin: tf.sub(tf.log(tf.sin(g)), tf.log(scale)) };
  };
  const g = tf.mul(2, tf.atan(tf.sqrt(tf.div(e, tf.sub(1, e)))));
  const here = seen(g, b);
  const low = tf.cast(tf.greaterEqual(here.statistic, mean), "float32");
  const end = tf.sub(Math.PI / 2 + reach, tf.mul(2 * reach, low));
  const span = tf.sub(g, end);
  const column = (x: tf.Tensor) => tf.expandDims(x, -1);
  const there = seen(tf.add(column(end), tf.mul(column(span), tf.tensor1d([...nodes]))), column(b));
  const heights = tf.mul(column(k), tf.sub(there.statistic, column(here.statistic)));
  const widths = tf.mul(size - 2, tf.sub(there.logSin, column(here.logSin)));
  const density = tf.div(tf.exp(tf.add(heights, widths)), there.scale); // df = sqrt(b) / scale dg
  const integrand = tf.mul(tf.sub(column(mean), there.statistic), density);
  const total = tf.sum(tf.mul(integrand, tf.tensor1d([...weights])), -1);
  return tf.mul(tf.mul(span, tf.sqrt(b)), total);
}

/**
 * Angles of `samples` draws to the law's direction, for concentrations `[...batch]`: d and sin `[samples, ...batch]`.
 *
 * Exact in law but for the last of 2e7, and so is the gradient to the concentration: not that of the accepted proposal alone,
 * which leaves out that acceptance moves too (up to 44 % off). It is the derivative in expectation, not at fixed noise.
 */
export function polarDraw(zonal: Zonal, concentration: tf.Tensor, samples: number, context: Context): Polar {
  const k = stopGradient(concentration);
  const shape = [samples, ...concentration.shape];
  const e = firstAccepted(zonal, k, shape, context);
  const b = zonal.proposal(k);
  const d = tf.div(tf.mul(tf.mul(2, b), e), tf.sub(1, tf.mul(tf.sub(1, b), e)));
  const sin = tf.sqrt(tf.mul(d, tf.sub(2, d)));
  const turn = tf.mul(tf.sub(concentration, k), quantileSlope(zonal, k, e)); // 0, with the slope as its gradient
  return { d: tf.add(d, tf.mul(sin, turn)), sin: tf.add(sin, tf.mul(tf.sub(1, d), turn)) };
}
