import { neighbourRadii, squaredDistances } from "../points/distances.ts";
import { countRows, type Points } from "../points/points.ts";

/** How two sets of points cover each other; k counts neighbours. */
export interface Coverage {
  /** Share of samples inside the real manifold (Kynkaanniemi et al. 2019, eq. 1). */
  readonly precision: number;
  /** Share of real points inside the samples' manifold. */
  readonly recall: number;
  /** Mean number of real balls that a sample lies in, over k (Naeem et al. 2020, eq. 4): may exceed 1. */
  readonly density: number;
  /** Share of real balls that hold a sample (Naeem et al. 2020, eq. 5). */
  readonly coverage: number;
}

/**
 * Precision, recall, density and coverage: a point's ball reaches to its k-th nearest neighbour of its own set. Takes time
 * and no memory that grows with the product of the sets' sizes. k = 5 as in Naeem et al. 2020 (Kynkaanniemi et al.: 3).
 *
 * @throws RangeError when a set has no more than k points.
 */
export function manifoldCoverage(real: Points, samples: Points, k = 5): Coverage {
  const [radii, sampleRadii] = [neighbourRadii(real, k), neighbourRadii(samples, k)];
  const found = new Uint8Array(sampleRadii.length);
  const distances = new Float64Array(sampleRadii.length);
  let [recalled, inside, covered] = [0, 0, 0];
  for (let row = 0; row < countRows(real); row++) {
    squaredDistances(real, row, samples, distances);
    let [hit, near] = [0, 0];
    for (let s = 0; s < distances.length; s++) {
      const distance = distances[s] as number;
      if (distance < (sampleRadii[s] as number)) hit = 1;
      if (distance < (radii[row] as number)) {
        found[s] = 1;
        near++;
      }
    }
    recalled += hit;
    inside += near;
    covered += near > 0 ? 1 : 0;
  }
  return {
    precision: found.reduce((a, b) => a + b, 0) / found.length,
    recall: recalled / radii.length,
    density: inside / k / found.length,
    coverage: covered / radii.length,
  };
}
