import { relativeWeights } from "./relative-weights.ts";

/**
 * Systematic resampling: `count` places of `logWeights`, each as often as its share of the weights says, up to rounding
 * (Douc & Cappe 2005). `uniform` in 0..1 is the only chance in it. Weights that are not numbers count nothing; where none
 * counts, all count alike.
 */
export function resample(logWeights: ArrayLike<number>, count: number, uniform: number): Int32Array {
  const size = logWeights.length;
  const weights = relativeWeights(logWeights);
  let total = weights.reduce((a, b) => a + b, 0);
  if (!(total > 0)) {
    weights.fill(1);
    total = size;
  }
  const chosen = new Int32Array(count);
  let [at, sum] = [0, weights[0] as number];
  for (let k = 0; k < count; k++) {
    const target = ((k + uniform) / count) * total;
    while (sum < target && at < size - 1) {
      at++;
      sum += weights[at] as number;
    }
    chosen[k] = at;
  }
  return chosen;
}
