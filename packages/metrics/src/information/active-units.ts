/** Running means and co-moments of two readings of the posterior's centre, per latent dimension (Welford's update). */
export interface UnitMoments {
  count: number;
  readonly mean: Float64Array;
  readonly twin: Float64Array;
  /** Sums of (first - mean)(second - twin). */
  readonly products: Float64Array;
}

/** No examples yet. */
export const noMoments = (dimensions: number): UnitMoments => ({
  count: 0,
  mean: new Float64Array(dimensions),
  twin: new Float64Array(dimensions),
  products: new Float64Array(dimensions),
});

/**
 * Takes in one example, `values[first .. first + dimensions)`: its posterior mean, or, where a posterior has no mean in
 * closed form, two independent draws, whose covariance over the data is Var_x(E_q[z]) without the posterior's own noise.
 */
export function addMoments(
  moments: UnitMoments,
  values: ArrayLike<number>,
  first: number,
  twins: ArrayLike<number> = values,
): void {
  moments.count++;
  const { count, mean, twin, products } = moments;
  for (let d = 0; d < mean.length; d++) {
    const [x, y] = [values[first + d] as number, twins[first + d] as number];
    const gap = x - (mean[d] as number);
    mean[d] = (mean[d] as number) + gap / count;
    twin[d] = (twin[d] as number) + (y - (twin[d] as number)) / count;
    products[d] = (products[d] as number) + gap * (y - (twin[d] as number));
  }
}

/**
 * Dimensions whose posterior mean varies over the data: Var_x(E_q[z_d]) > threshold
 * (Burda et al. 2016, section 5.2; threshold 0.01).
 */
export const activeUnits = ({ count, products }: UnitMoments, threshold = 0.01): number =>
  products.reduce((units, s) => units + (count > 1 && s / (count - 1) > threshold ? 1 : 0), 0);
