import { countRows, type Points } from "../points/points.ts";

/** Entropy of a column of whole numbers, nats. */
export function entropyOf(values: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) counts.set(values[i] as number, (counts.get(values[i] as number) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= (count / values.length) * Math.log(count / values.length);
  return sum;
}

/** I(a; b) of two columns of whole numbers as counted, nats. */
export function discreteInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const pairs = new Map<string, number>();
  for (let i = 0; i < a.length; i++) {
    const key = `${a[i]},${b[i]}`;
    pairs.set(key, (pairs.get(key) ?? 0) + 1);
  }
  let joint = 0;
  for (const count of pairs.values()) joint -= (count / a.length) * Math.log(count / a.length);
  return entropyOf(a) + entropyOf(b) - joint;
}

/** One column of `points`. */
export const columnOf = (points: Points, column: number): Float64Array =>
  Float64Array.from({ length: countRows(points) }, (_, row) => points.values[row * points.columns + column] as number);

/** Bins of equal width between the smallest and the largest value, numbered from 1: numpy's `digitize` of `histogram`. */
export function binsOf(values: ArrayLike<number>, bins: number): Int32Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i] as number);
    high = Math.max(high, values[i] as number);
  }
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const width = (high - low) / bins;
  return Int32Array.from({ length: values.length }, (_, i) => {
    const bin = Math.floor(((values[i] as number) - low) / width) + 1;
    return Math.min(bins, bin);
  });
}
