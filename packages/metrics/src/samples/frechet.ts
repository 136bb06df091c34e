import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { columnMeans, countRows, covariance, type Points } from "../points/points.ts";

/** A Gaussian: mean `[dimension]`, covariance `[dimension, dimension]` row by row. */
export interface Gaussian {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** Mean and unbiased covariance. @throws RangeError below two points. */
export function gaussianOf(points: Points): Gaussian {
  if (countRows(points) < 2) throw new RangeError(`expected at least 2 points, got ${countRows(points)}`);
  return { mean: columnMeans(points), covariance: covariance(points) };
}

const matrixOf = (values: Float64Array, size: number) => Matrix.from1DArray(size, size, values);
const eigen = (matrix: Matrix) => new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
const root = (value: number) => Math.sqrt(Math.max(0, value));

/**
 * Squared Frechet distance of two Gaussians, |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)) (Dowson & Landau 1982; Heusel et
 * al. 2017, eq. 6).
 *
 * The trace of (C1 C2)^(1/2) is that of (S C2 S)^(1/2) with S = C1^(1/2): both roots are taken of symmetric matrices by
 * their eigenvalues, those below 0 by rounding counted as 0, so that singular covariances need no correction.
 */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  const size = a.mean.length;
  const { realEigenvalues, eigenvectorMatrix: turn } = eigen(matrixOf(a.covariance, size));
  const half = turn.mmul(Matrix.diag(realEigenvalues.map(root))).mmul(turn.transpose());
  const inner = half.mmul(matrixOf(b.covariance, size)).mmul(half);
  const symmetric = inner.add(inner.transpose()).mul(0.5);
  const cross = eigen(symmetric).realEigenvalues.reduce((sum, value) => sum + root(value), 0);
  const trace = (c: Float64Array) => Array.from({ length: size }, (_, i) => c[i * size + i] as number);
  const sum = (values: readonly number[]) => values.reduce((x, y) => x + y, 0);
  const gap = sum(Array.from(a.mean, (m, i) => (m - (b.mean[i] as number)) ** 2));
  return gap + sum(trace(a.covariance)) + sum(trace(b.covariance)) - 2 * cross;
}
