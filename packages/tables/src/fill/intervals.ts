/** Draws per cell that an interval is taken from: their 10th from either end then bound 90 %, exactly. */
export const INTERVAL_DRAWS = 199;

/**
 * The interval between two order statistics that holds the next draw of the same law with probability `level`, where
 * (draws + 1)(1 - level) / 2 is whole, and in between by interpolation: rank p (m + 1) among m draws.
 */
export function intervalOf(draws: ArrayLike<number>, level: number): { readonly low: number; readonly high: number } {
  const sorted = Float64Array.from(draws).sort();
  const at = (share: number) => {
    const exact = Math.round(share * (sorted.length + 1) * 1e9) / 1e9; // 0.05 x 200 is not quite 10
    const rank = Math.min(Math.max(exact - 1, 0), sorted.length - 1);
    const below = sorted[Math.floor(rank)] as number;
    return below + (rank % 1) * ((sorted[Math.ceil(rank)] as number) - below);
  };
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

/** The fewest values that together have probability `level` or more, the likeliest first. */
export function likelySet(masses: ArrayLike<number>, level: number): number[] {
  const order = Array.from(masses, (_, value) => value).sort((a, b) => (masses[b] as number) - (masses[a] as number));
  const chosen: number[] = [];
  let sum = 0;
  for (const value of order) {
    chosen.push(value);
    sum += masses[value] as number;
    if (sum >= level - 1e-6) break;
  }
  return chosen;
}
