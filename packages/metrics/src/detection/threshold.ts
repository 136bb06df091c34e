/**
 * The lowest threshold such that at most a share `rate` of `normal` scores lies above it: examples above it are called
 * anomalies. It is one of the scores.
 *
 * @throws RangeError without scores, or for a rate outside 0..1.
 */
export function thresholdAt(normal: ArrayLike<number>, rate: number): number {
  if (normal.length === 0 || !(rate >= 0 && rate <= 1)) {
    throw new RangeError(`expected scores and a rate in 0..1, got ${normal.length} scores and ${rate}`);
  }
  const sorted = Float64Array.from(normal).sort();
  const above = Math.floor(rate * sorted.length + 1e-9);
  return sorted[Math.max(0, sorted.length - 1 - above)] as number;
}
