import { DataError } from "@elbo/spec";
import { powerOfTwo, precisionOf, startOfCdf } from "../exact/frequencies.ts";
import { normalCdf, normalQuantile } from "../exact/normal.ts";
import type { Moments } from "../nets/nets.ts";
import type { SymbolCodec } from "./symbol-codec.ts";

/** N(0, 1) cut into 2^bits buckets of equal mass. */
export interface Buckets {
  readonly bits: number;
  /** Lower ends of the buckets, `[2^bits]`; the first is never used. */
  readonly edges: Float64Array;
  /** Their medians, `[2^bits]`. */
  readonly centres: Float64Array;
}

const made = new Map<number, Buckets>();

/** The buckets, made once for each `bits`. */
export function bucketsOf(bits: number): Buckets {
  const known = made.get(bits);
  if (known !== undefined) return known;
  const count = powerOfTwo(bits);
  const [edges, centres] = [new Float64Array(count), new Float64Array(count)];
  edges[0] = Number.NEGATIVE_INFINITY;
  for (let k = 1; k < count; k++) edges[k] = normalQuantile(k / count);
  for (let k = 0; k < count; k++) centres[k] = normalQuantile((k + 0.5) / count);
  const buckets = { bits, edges, centres };
  made.set(bits, buckets);
  return buckets;
}

/** Where the buckets of latent `i` lie: N(mean_i, scale_i) cut into buckets of equal mass. */
export interface Grid extends Moments {
  readonly buckets: Buckets;
}

/** @throws DataError when a mean is not finite or a scale is not positive. */
export function checkMoments({ mean, scale }: Moments, count: number, of: string): void {
  for (let i = 0; i < count; i++) {
    const [m, s] = [mean[i], scale[i]];
    if (m !== undefined && s !== undefined && Number.isFinite(m) && Number.isFinite(s) && s > 0) continue;
    throw new DataError(`${of} is no Gaussian`, {
      where: "codec",
      expected: "a finite mean and a positive scale",
      received: `mean ${m}, scale ${s} at ${i}`,
      remedy: "The model is damaged, or never converged.",
    });
  }
}

/** P(below the bucket) of latent i under N(mean_i, scale_i). */
const cdfBelow =
  ({ mean, scale }: Moments, grid: Grid) =>
  (i: number, bucket: number): number => {
    const edge = (grid.mean[i] as number) + (grid.scale[i] as number) * (grid.buckets.edges[bucket] ?? 0);
    return normalCdf((edge - (mean[i] as number)) / (scale[i] as number));
  };

/** Codes the bucket of each of `count` latents under p = N(mean_i, scale_i); no bucket is without mass. */
export function gaussianBuckets(count: number, moments: Moments, grid: Grid): SymbolCodec {
  const below = cdfBelow(moments, grid);
  const levels = grid.buckets.edges.length;
  const precision = precisionOf(levels);
  return { count, levels, precision, start: (i, k) => startOfCdf(below(i, k), k, levels, precision) };
}

/**
 * The same of q, from which latents are drawn by popping: only buckets that were drawn are pushed back, so the others need no
 * mass. It would be given to draws far from q, rare ones, but at the price of an x that such a draw explains badly.
 */
export function posteriorBuckets(count: number, moments: Moments, grid: Grid): SymbolCodec {
  const below = cdfBelow(moments, grid);
  const levels = grid.buckets.edges.length;
  const precision = precisionOf(levels);
  const whole = powerOfTwo(precision);
  const start = (i: number, k: number) => (k <= 0 ? 0 : k >= levels ? whole : Math.floor(below(i, k) * whole + 0.5));
  return { count, levels, precision, start };
}

/** The values that buckets stand for, rounded to float32: what nets see. */
export function bucketCentres(indices: Int32Array, grid: Grid, values: Float32Array): void {
  const { centres } = grid.buckets;
  indices.forEach((index, i) => {
    values[i] = (grid.mean[i] as number) + (grid.scale[i] as number) * (centres[index] as number);
  });
}
