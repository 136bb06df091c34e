/**
 * log q(z_m) from a minibatch alone, for a data set of `population` examples: Chen et al. 2018, appendix C. `logQ`
 * `[draw m, example n]` holds log q(z_m|x_n) of a minibatch whose m-th draw came from its m-th example; nats.
 */
export type Estimator = (logQ: ArrayLike<number>, size: number, population: number) => Float64Array;

const estimate = (logQ: ArrayLike<number>, size: number, weight: (m: number, n: number) => number): Float64Array =>
  Float64Array.from({ length: size }, (_, m) => {
    let top = Number.NEGATIVE_INFINITY;
    for (let n = 0; n < size; n++) top = Math.max(top, logQ[m * size + n] as number);
    let sum = 0;
    for (let n = 0; n < size; n++) sum += weight(m, n) * Math.exp((logQ[m * size + n] as number) - top);
    return top + Math.log(sum);
  });

/** Weighted sampling, eq. S4: (1 / (N M)) sum_n q(z_m|x_n). Too low: its expectation is below q(z). */
export const minibatchWeighted: Estimator = (logQ, size, population) =>
  estimate(logQ, size, () => 1 / (population * size));

/**
 * Stratified sampling, eq. S7: the draw's own example weighs 1/N, one other stands for those that are left out, the rest
 * 1/(M - 1) each: an unbiased estimate of q(z).
 */
export const minibatchStratified: Estimator = (logQ, size, population) => {
  const others = size - 1;
  const standIn = (population - others) / (population * others);
  return estimate(logQ, size, (m, n) => (n === m ? 1 / population : n === (m + 1) % size ? standIn : 1 / others));
};
