/**
 * The terms of E_x KL(q(z|x) || p(z)) under the aggregate posterior q(z) = (1/N) sum_n q(z|x_n) of N examples:
 *
 *   KL = I(x; z) + KL(q(z) || p(z))                                        (Hoffman & Johnson 2016, eq. 5)
 *   KL(q(z) || p(z)) = TC + sum_d KL(q(z_d) || p(z_d))                     (Chen et al. 2018, eq. 2)
 *
 * with TC = KL(q(z) || prod_d q(z_d)). Diagonal Gaussian posteriors; densities in float64, nats. The sums over n are exact,
 * the outer expectation is a mean over draws. Examples stream: `addPosteriors` takes them in chunks of any size.
 */
export interface Aggregate {
  readonly draws: ArrayLike<number>;
  readonly dimensions: number;
  /** Examples taken in. */
  count: number;
  /** log sum_n q(z_m|x_n), `[draw]`. */
  readonly joint: Float64Array;
  /** log sum_n q(z_md|x_n), `[draw, dimension]`. */
  readonly marginal: Float64Array;
}

/** No examples yet; `draws` `[draw, dimension]`, z_m ~ q(z|x_m). */
export const aggregateAt = (draws: ArrayLike<number>, dimensions: number): Aggregate => ({
  draws,
  dimensions,
  count: 0,
  joint: new Float64Array(draws.length / dimensions).fill(Number.NEGATIVE_INFINITY),
  marginal: new Float64Array(draws.length).fill(Number.NEGATIVE_INFINITY),
});

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** log(e^a + e^b). */
const logAdd = (a: number, b: number): number => {
  const top = Math.max(a, b);
  return top === Number.NEGATIVE_INFINITY ? top : top + Math.log1p(Math.exp(-Math.abs(a - b)));
};

/** Takes in posteriors N(mean, exp(logVariance)), both `[example, dimension]`. */
export function addPosteriors(into: Aggregate, mean: ArrayLike<number>, logVariance: ArrayLike<number>): void {
  const { draws, dimensions: size, joint, marginal } = into;
  const precision = Float64Array.from(logVariance, (v) => Math.exp(-v));
  const examples = mean.length / size;
  for (let m = 0; m < joint.length; m++) {
    for (let n = 0; n < examples; n++) {
      let sum = 0;
      for (let d = 0; d < size; d++) {
        const at = n * size + d;
        const gap = (draws[m * size + d] as number) - (mean[at] as number);
        const log = -HALF_LOG_2PI - 0.5 * ((logVariance[at] as number) + gap * gap * (precision[at] as number));
        sum += log;
        marginal[m * size + d] = logAdd(marginal[m * size + d] as number, log);
      }
      joint[m] = logAdd(joint[m] as number, sum);
    }
  }
  into.count += examples;
}

/**
 * Takes in sums that were made elsewhere, of any posterior: log sum_n q(z_m|x_n) of draws from the `first`-th on, and, where
 * coordinates are independent, log sum_n q(z_md|x_n). More rows than there are draws left are padding. `count` is the
 * caller's to raise.
 */
export function addLogSums(
  { joint, marginal, dimensions }: Aggregate,
  first: number,
  joints: ArrayLike<number>,
  marginals?: ArrayLike<number>,
): void {
  const add = (into: Float64Array, at: number, value: number) => {
    into[at] = logAdd(into[at] as number, value);
  };
  for (let m = 0; m < joints.length && first + m < joint.length; m++) {
    add(joint, first + m, joints[m] as number);
    for (let d = 0; marginals && d < dimensions; d++) {
      add(marginal, (first + m) * dimensions + d, marginals[m * dimensions + d] as number);
    }
  }
}

/** What the latents know, nats, and the standard errors of the means over draws. */
export interface Information {
  /** I(x; z) between the example's index and z: at most log N. */
  readonly mutualInformation: number;
  /** KL(q(z) || p(z)). */
  readonly aggregateKl: number;
  /** KL(q(z) || prod_d q(z_d)). */
  readonly totalCorrelation: number;
  /** sum_d KL(q(z_d) || p(z_d)); for a prior whose dimensions are not independent, the rest of the aggregate KL. */
  readonly dimensionKl: number;
  /** Mean of log q(z|x) - log p(z): the sum of the first two. */
  readonly kl: number;
  readonly standardErrors: { readonly mutualInformation: number; readonly aggregateKl: number };
}

const meanOf = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
const errorOf = (values: Float64Array) => {
  const mean = meanOf(values);
  return Math.sqrt(
    values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, values.length - 1) / values.length,
  );
};

/** Sums up: `logQ` log q(z_m|x_m) and `logP` log p(z_m), both `[draw]`. */
export function informationOf(from: Aggregate, logQ: ArrayLike<number>, logP: ArrayLike<number>): Information {
  const { joint, marginal, dimensions, count } = from;
  const logCount = Math.log(count);
  const aggregate = joint.map((sum) => sum - logCount);
  const apart = joint.map((_, m) => {
    const rows = marginal.subarray(m * dimensions, (m + 1) * dimensions);
    return rows.reduce((sum, log) => sum + log - logCount, 0);
  });
  const over = (term: (m: number) => number) => Float64Array.from(joint, (_, m) => term(m));
  const known = over((m) => (logQ[m] as number) - (aggregate[m] as number));
  const misfit = over((m) => (aggregate[m] as number) - (logP[m] as number));
  return {
    mutualInformation: meanOf(known),
    aggregateKl: meanOf(misfit),
    totalCorrelation: meanOf(over((m) => (aggregate[m] as number) - (apart[m] as number))),
    dimensionKl: meanOf(over((m) => (apart[m] as number) - (logP[m] as number))),
    kl: meanOf(known) + meanOf(misfit),
    standardErrors: { mutualInformation: errorOf(known), aggregateKl: errorOf(misfit) },
  };
}
