export function growthOf(
  points: readonly (readonly [number, number])[],
  slack?: number,
): { exponent: number; factor: number; leaves: { size: number; by: number } | undefined };
