import { columnMeans, columnVariances } from "@elbo/metrics";

/** Codes with mean 0 and variance 1 in each column, and the way back for draws of their law; a constant column stays one. */
export function standardised(
  codes: Float32Array,
  columns: number,
): { readonly values: Float32Array; back(draws: Float32Array): Float32Array } {
  const points = { values: codes, columns };
  const means = columnMeans(points);
  const scales = columnVariances(points).map((variance) => Math.sqrt(variance) || 1);
  const at = (of: Float64Array, i: number) => of[i % columns] as number;
  return {
    values: codes.map((v, i) => (v - at(means, i)) / at(scales, i)),
    back: (draws) => draws.map((v, i) => at(means, i) + v * at(scales, i)),
  };
}
