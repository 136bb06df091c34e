import type { LinearGaussian } from "@elbo/datasets";

/** Solves A x = b for symmetric positive definite A, by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] as number]);
  const size = rows.length;
  const at = (i: number, j: number) => rows[i]?.[j] as number;
  for (let k = 0; k < size; k++) {
    for (let i = k + 1; i < size; i++) {
      const factor = at(i, k) / at(k, k);
      for (let j = k; j <= size; j++) (rows[i] as number[])[j] = at(i, j) - factor * at(k, j);
    }
  }
  const x = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    let rest = at(i, size);
    for (let j = i + 1; j < size; j++) rest -= at(i, j) * (x[j] as number);
    x[i] = rest / at(i, i);
  }
  return x;
}

/**
 * Mean and variance of each x_i given what is seen, for x ~ N(b, W W' + s^2 I) and y_j = x_j + sigma n_j of the elements that
 * are seen: the conditional of a joint Gaussian.
 */
export function conditionalGaussian(
  { weights, bias, noise }: LinearGaussian,
  {
    y,
    sigma,
    seen,
  }: { readonly y: ArrayLike<number>; readonly sigma: number; readonly seen: (element: number) => boolean },
): { readonly mean: number[]; readonly variance: number[] } {
  const size = bias.length;
  const latents = weights.length / size;
  const all = Array.from({ length: size }, (_, i) => i);
  const covariance = (i: number, j: number) => {
    let sum = i === j ? noise * noise : 0;
    for (let k = 0; k < latents; k++)
      sum += (weights[i * latents + k] as number) * (weights[j * latents + k] as number);
    return sum;
  };
  const shown = all.filter(seen);
  const joint = shown.map((i) => shown.map((j) => covariance(i, j) + (i === j ? sigma * sigma : 0)));
  const pull = solve(
    joint,
    shown.map((i) => (y[i] as number) - (bias[i] as number)),
  );
  return {
    mean: all.map((i) => shown.reduce((sum, j, n) => sum + covariance(i, j) * (pull[n] as number), bias[i] as number)),
    variance: all.map((i) => {
      const across = shown.map((j) => covariance(i, j));
      const known = solve(joint, across);
      return covariance(i, i) - across.reduce((sum, c, n) => sum + c * (known[n] as number), 0);
    }),
  };
}
