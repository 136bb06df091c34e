/** Keeps logarithms finite where a net is entirely sure. */
const LEAST = 1e-6;

/**
 * log p(x|z) of pixels that were seen: `sum_i seen_i (x_i log p_i + (1 - x_i) log(1 - p_i))`, nats; x and p in 0..1,
 * `seen` 1 or 0. `row` is the place of the picture among the means `[picture, pixel]`.
 */
export function logLikelihood(x: Float32Array, seen: Float32Array, means: Float32Array, row: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    if (seen[i] === 0) continue;
    const p = Math.min(1 - LEAST, Math.max(LEAST, means[row * x.length + i] as number));
    sum += (x[i] as number) * Math.log(p) + (1 - (x[i] as number)) * Math.log(1 - p);
  }
  return sum;
}
