import { exponential } from "../exact/exponential.ts";
import { precisionOf, startOfCdf } from "../exact/frequencies.ts";
import { normalCdf } from "../exact/normal.ts";
import { softmax } from "../exact/softmax.ts";
import type { Mixture, Moments } from "../nets/nets.ts";
import type { Grid } from "./gaussian-buckets.ts";
import type { SymbolCodec } from "./symbol-codec.ts";

/** Weights that sum to 1, `[component]`. */
function weightsOf({ logWeights }: Mixture): Float64Array {
  const weights = new Float64Array(logWeights.length);
  softmax(logWeights, 0, weights);
  return weights;
}

/** Mean and deviation of each latent under the mixture, `[latent]`. */
export function momentsOfMixture(mixture: Mixture, size: number): Moments {
  const weights = weightsOf(mixture);
  const average = (of: (at: number) => number) => (d: number) =>
    weights.reduce((sum, weight, j) => sum + weight * of(j * size + d), 0);
  const { mean, scale } = mixture;
  const centre = average((at) => mean[at] as number);
  const square = average(
    (at) => (scale[at] as number) * (scale[at] as number) + (mean[at] as number) * (mean[at] as number),
  );
  const each = (of: (d: number) => number) => Float32Array.from({ length: size }, (_, d) => of(d));
  return { mean: each(centre), scale: each((d) => Math.sqrt(Math.max(1e-12, square(d) - centre(d) * centre(d)))) };
}

/**
 * Codes buckets `[row, latent]` under a mixture of Gaussians, one latent after the other: p(z_d | z_1 .. z_{d-1}) =
 * sum_j w_j N(z_d; mean_jd, scale_jd), where w_j is in proportion to weight_j prod_{i < d} N(centre of z_i; mean_ji, scale_ji).
 *
 * `indices` holds the buckets that are pushed, or those popped so far.
 */
export function mixtureBuckets(
  size: number,
  indices: Int32Array,
  { mixture, grid }: { readonly mixture: Mixture; readonly grid: Grid },
): SymbolCodec {
  const { edges, centres } = grid.buckets;
  const { mean, scale } = mixture;
  const levels = edges.length;
  const precision = precisionOf(levels);
  const first = weightsOf(mixture);
  const components = first.length;
  /** Weights before each latent of one row, `[latent, component]`. */
  const weights = new Float64Array(size * components);
  weights.set(first);
  let [row, known] = [-1, 0];

  const update = (d: number) => {
    const i = row * size + d;
    const z = (grid.mean[i] as number) + (grid.scale[i] as number) * (centres[indices[i] as number] as number);
    const square = (j: number) => {
      const u = (z - (mean[j * size + d] as number)) / (scale[j * size + d] as number);
      return u * u;
    };
    let nearest = Number.POSITIVE_INFINITY;
    for (let j = 0; j < components; j++)
      if ((weights[d * components + j] as number) > 0) nearest = Math.min(nearest, square(j));
    let total = 0;
    for (let j = 0; j < components; j++) {
      const density = exponential(0.5 * (nearest - square(j))) / (scale[j * size + d] as number);
      const weight = (weights[d * components + j] as number) * density;
      weights[(d + 1) * components + j] = weight;
      total += weight;
    }
    const usable = total > 0 && total < Number.POSITIVE_INFINITY;
    for (let j = 0; j < components; j++) {
      const at = (d + 1) * components + j;
      weights[at] = usable ? (weights[at] as number) / total : (first[j] as number);
    }
  };
  const reach = (i: number): number => {
    const d = i % size;
    if (i - d !== row * size) [row, known] = [(i - d) / size, 0];
    for (; known < d; known++) update(known);
    return d;
  };
  return {
    count: indices.length,
    levels,
    precision,
    start: (i, symbol) => {
      const d = reach(i);
      const edge = (grid.mean[i] as number) + (grid.scale[i] as number) * (edges[symbol] ?? 0);
      let below = 0;
      for (let j = 0; j < components; j++) {
        const u = (edge - (mean[j * size + d] as number)) / (scale[j * size + d] as number);
        below += (weights[d * components + j] as number) * normalCdf(u);
      }
      return startOfCdf(Math.min(1, below), symbol, levels, precision);
    },
  };
}
