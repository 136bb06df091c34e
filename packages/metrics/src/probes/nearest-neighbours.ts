import { squaredDistances } from "../points/distances.ts";
import { countRows, type Points } from "../points/points.ts";

/**
 * Labels of `points` by the majority of their k nearest training points (Euclidean); of labels with as many votes, the
 * smallest.
 */
export function nearestNeighbours(
  training: { readonly points: Points; readonly labels: ArrayLike<number> },
  points: Points,
  k = 5,
): number[] {
  const rows = countRows(training.points);
  const distances = new Float64Array(rows);
  return Array.from({ length: countRows(points) }, (_, row) => {
    squaredDistances(points, row, training.points, distances);
    const nearest: number[] = [];
    for (let i = 0; i < rows; i++) {
      const distance = distances[i] as number;
      if (nearest.length === k && distance >= (distances[nearest[k - 1] as number] as number)) continue;
      const place = nearest.findIndex((other) => distance < (distances[other] as number));
      nearest.splice(place < 0 ? nearest.length : place, 0, i);
      if (nearest.length > k) nearest.pop();
    }
    const votes = new Map<number, number>();
    for (const i of nearest)
      votes.set(training.labels[i] as number, (votes.get(training.labels[i] as number) ?? 0) + 1);
    const [first] = [...votes].sort(([a, n], [b, m]) => m - n || a - b);
    return (first as [number, number])[0];
  });
}

/** Share of labels that are right. */
export const accuracyOf = (found: ArrayLike<number>, truth: ArrayLike<number>): number =>
  Array.from(found).filter((label, i) => label === truth[i]).length / found.length;
