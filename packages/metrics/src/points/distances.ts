import { countRows, type Points } from "./points.ts";

/** Squared Euclidean distances of one point of `from` to every point of `to`, into `out`. */
export function squaredDistances(from: Points, row: number, to: Points, out: Float64Array): void {
  const { columns } = from;
  for (let other = 0; other < out.length; other++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      sum += ((from.values[row * columns + c] as number) - (to.values[other * columns + c] as number)) ** 2;
    }
    out[other] = sum;
  }
}

/** The k-th smallest of `values`, k from 1, without sorting them all: they are rearranged (Hoare's selection). */
export function kthSmallest(values: Float64Array, k: number): number {
  const at = (i: number) => values[i] as number;
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = at((low + high) >> 1);
    let [i, j] = [low, high];
    while (i <= j) {
      while (at(i) < pivot) i++;
      while (at(j) > pivot) j--;
      if (i <= j) {
        const kept = at(i);
        values[i++] = at(j);
        values[j--] = kept;
      }
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break;
  }
  return at(k - 1);
}

/** Squared distance of each point to its k-th nearest other point, `[row]`. */
export function neighbourRadii(points: Points, k: number): Float64Array {
  const rows = countRows(points);
  if (rows <= k) throw new RangeError(`expected more than ${k} points to have ${k} neighbours each, got ${rows}`);
  const distances = new Float64Array(rows);
  return Float64Array.from({ length: rows }, (_, row) => {
    squaredDistances(points, row, points, distances);
    return kthSmallest(distances, k + 1); // the nearest is the point itself
  });
}
