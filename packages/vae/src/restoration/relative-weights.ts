/** e^(log - the largest log) of each, so that the largest weight is 1; what is no number counts nothing. All 0 where none counts. */
export function relativeWeights(logWeights: ArrayLike<number>): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logWeights.length; i++) {
    if ((logWeights[i] as number) > largest) largest = logWeights[i] as number;
  }
  return Float64Array.from(logWeights, (log) => Math.exp(log - largest) || 0);
}
