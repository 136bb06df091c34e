import { squaredDistances } from "./distances.ts";
import { countRows, type Points } from "./points.ts";

/** A row and how far away it is. */
export interface NearRow {
  readonly row: number;
  /** Euclidean. */
  readonly distance: number;
}

/** The `count` rows of `points` nearest to `query` `[column]`, the nearest first; of equal distances the earlier row first. */
export function nearestRows(points: Points, query: ArrayLike<number>, count: number): NearRow[] {
  const asked = { values: query, columns: points.columns };
  if (query.length !== points.columns) {
    throw new RangeError(`expected one point of ${points.columns} numbers, got ${query.length} numbers`);
  }
  const distances = new Float64Array(countRows(points));
  squaredDistances(asked, 0, points, distances);
  return Array.from(distances.keys())
    .sort((a, b) => (distances[a] as number) - (distances[b] as number) || a - b)
    .slice(0, count)
    .map((row) => ({ row, distance: Math.sqrt(distances[row] as number) }));
}
