import { relativeWeights } from "../relative-weights.ts";
import type { HiddenLine, Particles } from "./grow-particles.ts";

/** A whole line and its share of the weights. */
interface Share {
  readonly tokens: Int32Array;
  readonly probability: number;
}

/** The likeliest lines among weighted ones, at most `most`, and the law of each hidden token. */
export function summarise(
  { tokens, logWeights }: Particles,
  { tokens: { length }, mask }: HiddenLine,
  { most, categories }: { readonly most: number; readonly categories: number },
): {
  readonly likeliest: readonly Share[];
  readonly probabilities: readonly { readonly place: number; readonly probabilities: Float32Array }[];
} {
  const weights = relativeWeights(logWeights);
  const total = weights.reduce((a, b) => a + b, 0);
  const found = new Map<string, { tokens: Int32Array; sum: number }>();
  const places = Array.from({ length }, (_, place) => place).filter((place) => mask[place] === 0);
  const sums = places.map(() => new Float64Array(categories));
  for (const [i, weight] of weights.entries()) {
    const own = tokens.subarray(i * length, (i + 1) * length);
    const name = own.join();
    const known = found.get(name) ?? { tokens: own.slice(), sum: 0 };
    known.sum += weight;
    found.set(name, known);
    for (const [at, place] of places.entries()) {
      const [sum, token] = [sums[at] as Float64Array, own[place] as number];
      sum[token] = (sum[token] as number) + weight;
    }
  }
  return {
    likeliest: [...found.values()]
      .sort((a, b) => b.sum - a.sum)
      .slice(0, most)
      .map((one) => ({ tokens: one.tokens, probability: one.sum / total })),
    probabilities: places.map((place, at) => ({
      place,
      probabilities: Float32Array.from(sums[at] as Float64Array, (sum) => sum / total),
    })),
  };
}
