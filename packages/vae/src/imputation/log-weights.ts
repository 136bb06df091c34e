/** Sums of importance-weighted numbers of a batch, kept relative to the largest log weight so far. */
export interface WeightedSums {
  /** `[batch]`, nats. */
  readonly peak: Float64Array;
  /** By name, `[..., batch, ...]`: sums over samples of w / e^peak times a number. */
  readonly sums: Readonly<Record<string, Float64Array>>;
}

/** A chunk of such sums, as a program gives them. `outer` numbers stand before the batch axis. */
export interface Chunk {
  readonly values: ArrayLike<number>;
  readonly outer?: number;
}

/**
 * Adds a chunk of samples to what is known of a batch: log-sum-exp in parts, so that 10,000 samples need the memory of one
 * chunk. `peak` `[batch]` is the chunk's own largest log weight.
 */
export function mergeSums(
  known: WeightedSums | undefined,
  peak: ArrayLike<number>,
  chunk: Readonly<Record<string, Chunk>>,
): WeightedSums {
  const batch = peak.length;
  const next = Float64Array.from(peak, (value, i) => Math.max(value, known?.peak[i] ?? Number.NEGATIVE_INFINITY));
  const factor = (from: ArrayLike<number> | undefined) =>
    Float64Array.from(next, (value, i) => (from ? Math.exp((from[i] as number) - value) : 0));
  const [before, now] = [factor(known?.peak), factor(peak)];
  const sums = Object.entries(chunk).map(([name, { values, outer = 1 }]): [string, Float64Array] => {
    const inner = values.length / outer / batch;
    const held = known?.sums[name];
    return [
      name,
      Float64Array.from(values, (value, at) => {
        const row = Math.floor(at / inner) % batch;
        return (now[row] as number) * value + (held ? (before[row] as number) * (held[at] as number) : 0);
      }),
    ];
  });
  return { peak: next, sums: Object.fromEntries(sums) };
}

/**
 * What log weights `[sample, batch]` of one example are worth: its shares, which sum to 1, and their effective number
 * 1 / sum of squares (Kish), 1 when one draw has all the weight.
 */
export function sharesOf(
  logWeights: ArrayLike<number>,
  batch: number,
  row: number,
): { readonly shares: Float64Array; readonly effective: number } {
  const samples = logWeights.length / batch;
  const own = Float64Array.from({ length: samples }, (_, s) => logWeights[s * batch + row] as number);
  const peak = own.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let total = 0;
  for (let s = 0; s < samples; s++) {
    own[s] = Math.exp((own[s] as number) - peak);
    total += own[s] as number;
  }
  let squares = 0;
  for (let s = 0; s < samples; s++) {
    own[s] = (own[s] as number) / total;
    squares += (own[s] as number) ** 2;
  }
  return { shares: own, effective: 1 / squares };
}

/** Draws with replacement: for each of `uniforms` in 0..1 the place in `shares` that it falls on. */
export function resample(shares: Float64Array, uniforms: ArrayLike<number>): Int32Array {
  const ends = Float64Array.from(shares);
  for (let i = 1; i < ends.length; i++) ends[i] = (ends[i - 1] as number) + (ends[i] as number);
  return Int32Array.from(uniforms, (uniform) => {
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) > uniform) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}
