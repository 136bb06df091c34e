import type { LinearGaussian } from "@elbo/datasets";

/** Solves a x = b by Gauss's elimination with pivots. */
export function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i] as number]);
  const size = rows.length;
  const at = (i: number, j: number) => (rows[i] as number[])[j] as number;
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) if (Math.abs(at(i, k)) > Math.abs(at(pivot, k))) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot] as number[], rows[k] as number[]];
    for (let i = 0; i < size; i++) {
      if (i === k) continue;
      const factor = at(i, k) / at(k, k);
      for (let j = k; j <= size; j++) (rows[i] as number[])[j] = at(i, j) - factor * at(k, j);
    }
  }
  return rows.map((row, i) => (row[size] as number) / (row[i] as number));
}

/**
 * The exact law of what is missing of x = W z + b + s e: mean_m + C_mo C_oo^-1 (x_o - mean_o) and the variance of each missing
 * element, C = W W' + s^2 I. By element; NaN where observed.
 */
export function conditionOn(
  { weights, bias, noise }: LinearGaussian,
  x: ArrayLike<number>,
  seen: ArrayLike<number>,
): { readonly mean: number[]; readonly variance: number[] } {
  const size = bias.length;
  const latents = weights.length / size;
  const all = Array.from({ length: size }, (_, i) => i);
  const covariance = (i: number, j: number) => {
    let sum = i === j ? noise ** 2 : 0;
    for (let k = 0; k < latents; k++)
      sum += (weights[i * latents + k] as number) * (weights[j * latents + k] as number);
    return sum;
  };
  const observed = all.filter((i) => seen[i]);
  const known = observed.map((i) => observed.map((j) => covariance(i, j)));
  const pull = solve(
    known,
    observed.map((i) => (x[i] as number) - (bias[i] as number)),
  );
  const missing = (i: number) => {
    const across = observed.map((j) => covariance(i, j));
    const back = solve(known, across);
    return {
      mean: (bias[i] as number) + across.reduce((sum, c, j) => sum + c * (pull[j] as number), 0),
      variance: covariance(i, i) - across.reduce((sum, c, j) => sum + c * (back[j] as number), 0),
    };
  };
  const found = all.map((i) => (seen[i] ? { mean: Number.NaN, variance: Number.NaN } : missing(i)));
  return { mean: found.map(({ mean }) => mean), variance: found.map(({ variance }) => variance) };
}
