// What restoration.mjs is measured beside: the mean training image, the nearest training image, total variation.
import { restoreByTotalVariation } from "./total-variation.mjs";

/** Mean of examples `[example, size]`. */
export function meanImage(examples, size) {
  const sum = new Float64Array(size);
  for (let i = 0; i < examples.length; i++) sum[i % size] += examples[i];
  return sum.map((v) => (v * size) / examples.length);
}

/** The training image that is nearest in squared distance over the seen pixels. */
export function nearestImage(examples, size, y, mask) {
  const seen = Array.from({ length: size }, (_, i) => i).filter((i) => mask[i] === 1);
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let from = 0; from < examples.length; from += size) {
    let sum = 0;
    for (let k = 0; k < seen.length && sum < least; k++) {
      const gap = examples[from + seen[k]] - y[seen[k]];
      sum += gap * gap;
    }
    if (sum < least) [best, least] = [from, sum];
  }
  return examples.subarray(best, best + size);
}

const mse = (a, b) => a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0) / a.length;

/** Total variation with the weight that is best on average over training pictures `cases` of the same damage. */
export function tuneTotalVariation(cases, { height, width, weights = [1, 2, 4, 8, 16, 32] }) {
  const loss = (weight) =>
    cases.reduce((sum, { x, y, mask }) => {
      return sum + mse(x, restoreByTotalVariation({ y, mask, height, width, weight, iterations: 200 }));
    }, 0);
  const losses = weights.map(loss);
  return weights[losses.indexOf(Math.min(...losses))];
}
