import type { Points } from "@elbo/metrics";
import { columnVariances } from "@elbo/metrics";
import { factorMatrix, fillNoise, whiten } from "@elbo/program";
import { ShapeError } from "@elbo/spec";
import { chooseCentres } from "./choose-centres.ts";

/** One Gaussian of a mixture. */
export interface Component {
  readonly weight: number;
  readonly mean: Float64Array;
  /** Lower Cholesky factor of the covariance `[dimension, dimension]`, row by row. */
  readonly factor: Float64Array;
}

/** A mixture of Gaussians with full covariance, and the mean log-density of the points that it was fitted to, nats. */
export interface Mixture {
  readonly components: readonly Component[];
  readonly logLikelihood: number;
}

/** How to fit it. */
export interface MixtureOptions {
  readonly components: number;
  readonly iterations: number;
  readonly seed: bigint;
  /** Stops when the mean log-density grows by less, nats. */
  readonly tolerance?: number;
}

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** log w_k N(x; m_k, C_k) of every point, `[point]`, nats. */
function logDensities({ values, columns }: Points, { weight, mean, factor }: Component): Float64Array {
  const rows = values.length / columns;
  let constant = Math.log(weight) - columns * HALF_LOG_2PI;
  for (let i = 0; i < columns; i++) constant -= Math.log(factor[i * columns + i] as number);
  const white = new Float64Array(columns);
  return Float64Array.from({ length: rows }, (_, row) => {
    for (let c = 0; c < columns; c++) white[c] = (values[row * columns + c] as number) - (mean[c] as number);
    return constant - 0.5 * whiten(factor, white);
  });
}

/** The Gaussian that points have with weights `share` `[point]`; `floor` is added to the diagonal. */
function componentOf({ values, columns }: Points, share: Float64Array, floor: number): Component {
  const total = share.reduce((a, b) => a + b, 0) + 1e-12;
  const mean = new Float64Array(columns);
  share.forEach((w, row) => {
    for (let c = 0; c < columns; c++)
      mean[c] = (mean[c] as number) + (w / total) * (values[row * columns + c] as number);
  });
  const covariance = new Float64Array(columns * columns);
  const centred = new Float64Array(columns);
  share.forEach((w, row) => {
    if (w < 1e-12) return;
    for (let c = 0; c < columns; c++) centred[c] = (values[row * columns + c] as number) - (mean[c] as number);
    for (let i = 0; i < columns; i++) {
      const scaled = (w / total) * (centred[i] as number);
      for (let j = 0; j <= i; j++) {
        covariance[i * columns + j] = (covariance[i * columns + j] as number) + scaled * (centred[j] as number);
      }
    }
  });
  for (let i = 0; i < columns; i++) covariance[i * columns + i] = (covariance[i * columns + i] as number) + floor;
  return { weight: total / share.length, mean, factor: factorMatrix(covariance, columns) };
}

/**
 * Expectation maximisation (Dempster et al. 1977) from the clusters around centres that k-means++ chose (Arthur &
 * Vassilvitskii 2007). 1e-6 of the mean variance is added to every covariance's diagonal, so that none collapses.
 *
 * @throws ShapeError for fewer points than components.
 */
export function fitMixture(
  points: Points,
  { components, iterations, seed, tolerance = 1e-4 }: MixtureOptions,
): Mixture {
  const rows = points.values.length / points.columns;
  if (rows < components) {
    throw new ShapeError("too few codes to fit a mixture to", {
      where: "sampler mixture",
      expected: `at least ${components} examples, one a component`,
      received: `${rows}`,
      remedy: "Fit fewer components.",
    });
  }
  const floor = 1e-6 * (columnVariances(points).reduce((a, b) => a + b, 0) / points.columns) + 1e-12;
  const nearest = chooseCentres(points, components, seed);
  let found = Array.from({ length: components }, (_, k) =>
    componentOf(
      points,
      Float64Array.from(nearest, (own) => (own === k ? 1 : 0)),
      floor,
    ),
  );
  let logLikelihood = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < iterations; i++) {
    const logs = found.map((component) => logDensities(points, component));
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      let top = Number.NEGATIVE_INFINITY;
      for (const log of logs) top = Math.max(top, log[row] as number);
      let total = 0;
      for (const log of logs) total += Math.exp((log[row] as number) - top);
      const whole = top + Math.log(total);
      for (const log of logs) log[row] = Math.exp((log[row] as number) - whole); // now the component's share
      sum += whole;
    }
    const grown = sum / rows - logLikelihood;
    logLikelihood = sum / rows;
    if (grown < tolerance) break;
    found = logs.map((share) => componentOf(points, share, floor));
  }
  return { components: found, logLikelihood };
}

/** Draws `[count, dimension]`; the first of a longer draw are the same. */
export function drawMixture({ components }: Mixture, count: number, seed: bigint): Float32Array {
  const columns = (components[0] as Component).mean.length;
  const [chance, noise] = [new Float32Array(count), new Float32Array(count * columns)];
  fillNoise(chance, { law: "uniform" }, { seed, step: 0, path: "sampler/mixture/component" });
  fillNoise(noise, { law: "normal" }, { seed, step: 0, path: "sampler/mixture/noise" });
  const out = new Float32Array(count * columns);
  for (let row = 0; row < count; row++) {
    let [k, left] = [0, (chance[row] as number) - (components[0] as Component).weight];
    while (left >= 0 && k + 1 < components.length) left -= (components[++k] as Component).weight;
    const { mean, factor } = components[k] as Component;
    for (let i = 0; i < columns; i++) {
      let value = mean[i] as number;
      for (let j = 0; j <= i; j++) value += (factor[i * columns + j] as number) * (noise[row * columns + j] as number);
      out[row * columns + i] = value;
    }
  }
  return out;
}
