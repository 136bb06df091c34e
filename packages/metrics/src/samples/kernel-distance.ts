import { countRows, type Points } from "../points/points.ts";

/**
 * Kernel distance of two sets of points: the unbiased squared MMD under k(x, y) = (x.y / d + 1)^3 (Binkowski et al. 2018,
 * section 3). May be below 0.
 *
 * @throws RangeError below two points on a side.
 */
export function kernelDistance(a: Points, b: Points): number {
  const fewest = Math.min(countRows(a), countRows(b));
  if (fewest < 2) throw new RangeError(`expected at least 2 points, got ${fewest}`);
  const size = a.columns;
  const mean = (x: Points, y: Points, apart: boolean) => {
    const [rows, others] = [countRows(x), countRows(y)];
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < others; j++) {
        if (apart && i === j) continue;
        let dot = 0;
        for (let c = 0; c < size; c++) dot += (x.values[i * size + c] as number) * (y.values[j * size + c] as number);
        sum += (dot / size + 1) ** 3;
      }
    }
    return sum / (rows * (apart ? others - 1 : others));
  };
  return mean(a, a, true) + mean(b, b, true) - 2 * mean(a, b, false);
}
