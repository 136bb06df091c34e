import { cellsOf, type TypedRows } from "./typed-rows.ts";

/** Largest distance between two empirical distribution functions (Kolmogorov and Smirnov), in 0..1. */
export function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): number {
  const [left, right] = [a, b].map((values) => Float64Array.from(values).sort()) as [Float64Array, Float64Array];
  let [i, j, largest] = [0, 0, 0];
  while (i < left.length && j < right.length) {
    const at = Math.min(left[i] as number, right[j] as number);
    while (i < left.length && (left[i] as number) <= at) i++;
    while (j < right.length && (right[j] as number) <= at) j++;
    largest = Math.max(largest, Math.abs(i / left.length - j / right.length));
  }
  return largest;
}

/** Half the sum of differences of frequencies, in 0..1. */
export function totalVariation(a: readonly number[], b: readonly number[]): number {
  const share = (values: readonly number[], kind: number) =>
    values.filter((value) => value === kind).length / values.length;
  return [...new Set([...a, ...b])].reduce((sum, kind) => sum + Math.abs(share(a, kind) - share(b, kind)), 0) / 2;
}

/** How far apart two sets of rows are in one column: Kolmogorov-Smirnov for numbers, total variation for kinds. */
export function marginalDistance(a: TypedRows, b: TypedRows, column: number): number {
  const [left, right] = [cellsOf(a, column), cellsOf(b, column)];
  return a.columns[column]?.values ? totalVariation(left, right) : kolmogorovSmirnov(left, right);
}
