/** 2^bits, bits <= 31. */
export const powerOfTwo = (bits: number): number => (1 << bits) >>> 0;

/** Bits of precision that a law over `levels` symbols is coded with: what rounding costs stays below 1e-3 bits a symbol. */
export const precisionOf = (levels: number): number => (levels <= 1024 ? 24 : 28);

/**
 * Where symbol k starts among 2^precision, from P(X < k): 2 k + floor(P(X < k) (2^precision - 2 levels)); 0 for the first
 * symbol, 2^precision past the last. Each symbol keeps at least 1 even where rounding lets the cdf fall by less than 2^-precision.
 */
export function startOfCdf(below: number, symbol: number, levels: number, precision: number): number {
  if (symbol <= 0) return 0;
  if (symbol >= levels) return powerOfTwo(precision);
  return 2 * symbol + Math.floor(below * (powerOfTwo(precision) - 2 * levels));
}

/**
 * Starts of all symbols, and 2^precision at the end, from weights that need not sum to 1: k + floor(share below k (2^precision -
 * levels)). Sums of weights never fall, so each symbol keeps at least 1.
 *
 * `weights` `[level]` >= 0, not all 0; `starts` `[level + 1]` is filled.
 */
export function startsOfWeights(weights: Float64Array, precision: number, starts: Uint32Array): void {
  const levels = weights.length;
  const room = powerOfTwo(precision) - levels;
  let total = 0;
  for (let k = 0; k < levels; k++) total += weights[k] as number;
  const scale = room / total;
  let sum = 0;
  for (let k = 0; k < levels; k++) {
    starts[k] = k + Math.min(room, Math.floor(sum * scale));
    sum += weights[k] as number;
  }
  starts[levels] = powerOfTwo(precision);
}
