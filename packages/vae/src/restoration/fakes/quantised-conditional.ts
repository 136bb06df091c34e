import type { LinearGaussian } from "@elbo/datasets";
import { blockCosines, stepOf } from "../laws/block-cosines.ts";

const POINTS = 60;

/** Mass, mean and variance of N(mean, scale^2) between two ends, by sums over the cell in doubles. */
function insideCell(mean: number, scale: number, low: number, high: number) {
  const sums = [0, 0, 0];
  for (let i = 0; i < POINTS; i++) {
    const c = low + ((high - low) * (i + 0.5)) / POINTS;
    const density = Math.exp(-0.5 * ((c - mean) / scale) ** 2);
    for (const k of [0, 1, 2]) sums[k] = (sums[k] as number) + density * (c - mean) ** k;
  }
  const [zero = 0, one = 0, two = 0] = sums;
  if (zero === 0) return { mass: 0, off: 0, variance: 0 };
  return { mass: zero * (high - low), off: one / zero, variance: two / zero - (one / zero) ** 2 };
}

const GRID = 51;
const HALF = 4.5;

/**
 * Mean and variance of each x_i of a linear Gaussian model with two latents, given in which cells its cosine coefficients lie: a sum
 * over a grid of z, at each of which the coefficients are independent normal numbers in their cells.
 */
export function quantisedConditional(
  { weights, bias, noise }: LinearGaussian,
  { y, offset, quality }: { readonly y: ArrayLike<number>; readonly offset: number; readonly quality: number },
): { readonly mean: number[]; readonly variance: number[] } {
  const size = bias.length;
  const cosines = blockCosines(size, offset);
  const at = (row: ArrayLike<number>, of: (i: number) => number) =>
    Array.from(row).reduce((sum, v, i) => sum + v * of(i), 0);
  const seen = cosines.map(({ row }) => at(row, (i) => y[i] as number));
  const halves = cosines.map(({ frequency }) => stepOf(quality, frequency, 0) / 255 / 2);
  let total = 0;
  const [first, second] = [new Float64Array(size), new Float64Array(size)];
  for (let p = 0; p < GRID * GRID; p++) {
    const z = [Math.floor(p / GRID), p % GRID].map((k) => -HALF + (2 * HALF * k) / (GRID - 1)) as [number, number];
    const x = Array.from(
      { length: size },
      (_, i) => (bias[i] as number) + (weights[2 * i] as number) * z[0] + (weights[2 * i + 1] as number) * z[1],
    );
    let weight = Math.exp(-0.5 * (z[0] ** 2 + z[1] ** 2));
    const inside = cosines.map(({ row }, k) => {
      const found = insideCell(
        at(row, (i) => x[i] as number),
        noise,
        (seen[k] as number) - (halves[k] as number),
        (seen[k] as number) + (halves[k] as number),
      );
      weight *= found.mass;
      return found;
    });
    if (weight === 0) continue;
    total += weight;
    for (let i = 0; i < size; i++) {
      const of = (k: number) => cosines[k]?.row[i] as number;
      const mean = inside.reduce((sum, { off }, k) => sum + of(k) * off, x[i] as number);
      const variance = inside.reduce((sum, each, k) => sum + of(k) ** 2 * each.variance, 0);
      first[i] = (first[i] as number) + weight * mean;
      second[i] = (second[i] as number) + weight * (mean ** 2 + variance);
    }
  }
  const mean = Array.from(first, (sum) => sum / total);
  return { mean, variance: Array.from(second, (sum, i) => sum / total - (mean[i] as number) ** 2) };
}
