/**
 * log (1/k) sum_i exp w_i over the leading axis of `weights` `[k, batch]`, in float64, nats.
 *
 * Chunks are merged by `mergeLogSums`, so k may exceed what fits in memory.
 */
export interface LogSum {
  /** Number of weights summed, per example. */
  readonly count: number;
  /** log sum exp, `[batch]`. */
  readonly logSum: Float64Array;
}

/** log-sum-exp of one chunk `[k, batch]`. */
export function logSumOf(weights: ArrayLike<number>, batch: number): LogSum {
  const count = weights.length / batch;
  const logSum = new Float64Array(batch);
  for (let b = 0; b < batch; b++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let s = 0; s < count; s++) top = Math.max(top, weights[s * batch + b] as number);
    let sum = 0;
    for (let s = 0; s < count; s++) sum += Math.exp((weights[s * batch + b] as number) - top);
    logSum[b] = top === Number.NEGATIVE_INFINITY ? top : top + Math.log(sum);
  }
  return { count, logSum };
}

/** Two chunks of one sample: exact, in any order up to rounding. */
export function mergeLogSums(a: LogSum, b: LogSum): LogSum {
  const logSum = a.logSum.map((x, i) => {
    const y = b.logSum[i] as number;
    const top = Math.max(x, y);
    return top === Number.NEGATIVE_INFINITY ? top : top + Math.log(Math.exp(x - top) + Math.exp(y - top));
  });
  return { count: a.count + b.count, logSum };
}

/** The importance-sampled bound log p(x) >= log (1/k) sum w (Burda et al. 2016, eq. 8), `[batch]`, nats. */
export const logMeanOf = ({ count, logSum }: LogSum): Float64Array => logSum.map((x) => x - Math.log(count));
