/** Running mean and variance of posterior means, per latent dimension (Welford's update). */
export interface UnitMoments {
  count: number;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

/** No examples yet. */
export const noMoments = (dimensions: number): UnitMoments => ({
  count: 0,
  mean: new Float64Array(dimensions),
  squares: new Float64Array(dimensions),
});

/** Takes in the posterior mean of one example, `means[first .. first + dimensions)`. */
export function addMoments(moments: UnitMoments, means: ArrayLike<number>, first: number): void {
  moments.count++;
  for (let d = 0; d < moments.mean.length; d++) {
    const x = means[first + d] as number;
    const gap = x - (moments.mean[d] as number);
    moments.mean[d] = (moments.mean[d] as number) + gap / moments.count;
    moments.squares[d] = (moments.squares[d] as number) + gap * (x - (moments.mean[d] as number));
  }
}

/**
 * Dimensions whose posterior mean varies over the data: Var_x(E_q[z_d]) > threshold
 * (Burda et al. 2016, section 5.2; threshold 0.01).
 */
export const activeUnits = ({ count, squares }: UnitMoments, threshold = 0.01): number =>
  squares.reduce((units, s) => units + (count > 1 && s / (count - 1) > threshold ? 1 : 0), 0);
