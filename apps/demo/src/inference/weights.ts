/** Weights `[particle]` that sum to 1, of log weights: softmax. */
export function normalise(logWeights: Float64Array): Float64Array {
  const largest = logWeights.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = logWeights.map((log) => Math.exp(log - largest));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** How many equal draws the weights are worth: `1 / sum_k w_k^2` (Kong 1992). */
export const effectiveSize = (weights: Float64Array): number => 1 / weights.reduce((sum, w) => sum + w * w, 0);

/**
 * Systematic resampling (Kitagawa 1996): particle k comes `count w_k` times on average, and never more than one off.
 * `start` is in 0..1.
 */
export function resample(weights: Float64Array, count: number, start: number): number[] {
  const chosen: number[] = [];
  let [below, k] = [weights[0] as number, 0];
  for (let i = 0; i < count; i++) {
    const at = (i + start) / count;
    while (at > below && k < weights.length - 1) below += weights[++k] as number;
    chosen.push(k);
  }
  return chosen;
}
