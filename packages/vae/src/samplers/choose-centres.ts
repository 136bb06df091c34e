import type { Points } from "@elbo/metrics";
import { fillNoise } from "@elbo/program";

/**
 * Which of `count` centres each point is nearest to, the centres chosen among the points by k-means++ (Arthur &
 * Vassilvitskii 2007): each with a chance that grows with the squared distance to those before it. Seeded.
 */
export function chooseCentres({ values, columns }: Points, count: number, seed: bigint): Int32Array {
  const rows = values.length / columns;
  const chance = new Float32Array(count);
  fillNoise(chance, { law: "uniform" }, { seed, step: 0, path: "sampler/mixture/centres" });
  const nearest = new Int32Array(rows);
  const distances = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k < count; k++) {
    const weights = k === 0 ? distances.map(() => 1) : distances;
    let left = (chance[k] as number) * weights.reduce((a, b) => a + b, 0);
    let centre = 0;
    for (; centre < rows - 1; centre++) {
      left -= weights[centre] as number;
      if (left < 0) break;
    }
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) {
        sum += ((values[row * columns + c] as number) - (values[centre * columns + c] as number)) ** 2;
      }
      if (sum >= (distances[row] as number)) continue;
      distances[row] = sum;
      nearest[row] = k;
    }
  }
  return nearest;
}
