import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { countRows, type Points } from "../points/points.ts";

/** A linear classifier: p(label | x) = softmax(W x + b). */
export interface LogisticModel {
  readonly labels: readonly number[];
  /** `[label, column]` row by row. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  /** The likeliest label of each point. */
  predict(points: Points): number[];
}

/** How to fit it. */
export interface LogisticOptions {
  /** l in: mean -log p + (l / 2) |W|^2. Default 1e-4. scikit-learn's C is 1 / (l n). */
  readonly penalty?: number;
  /** Stops when no gradient is larger. Default 1e-6. */
  readonly tolerance?: number;
  readonly iterations?: number;
}

/** Largest eigenvalue of (1/n) X'X, X with a column of ones: half of it bounds the curvature of the mean -log p. */
function steepest({ values, columns }: Points, rows: number): number {
  const size = columns + 1;
  const products = Matrix.zeros(size, size);
  for (let row = 0; row < rows; row++) {
    const at = (c: number) => (c === columns ? 1 : (values[row * columns + c] as number));
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) products.set(i, j, products.get(i, j) + (at(i) * at(j)) / rows);
    }
  }
  return Math.max(...new EigenvalueDecomposition(products, { assumeSymmetric: true }).realEigenvalues);
}

/** Scores W x + b of a point, turned into shares. */
function sharesOf(theta: Float64Array, { values, columns }: Points, row: number, shares: Float64Array): void {
  const width = columns + 1;
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < shares.length; k++) {
    let sum = theta[k * width + columns] as number;
    for (let c = 0; c < columns; c++) sum += (theta[k * width + c] as number) * (values[row * columns + c] as number);
    shares[k] = sum;
    top = Math.max(top, sum);
  }
  let total = 0;
  for (let k = 0; k < shares.length; k++) {
    const e = Math.exp((shares[k] as number) - top);
    shares[k] = e;
    total += e;
  }
  for (let k = 0; k < shares.length; k++) shares[k] = (shares[k] as number) / total;
}

/**
 * Multinomial logistic regression with a ridge penalty, by accelerated gradient steps that start anew when they turn
 * against the gradient (Nesterov 1983; O'Donoghue & Candes 2015). Standardised columns converge soonest.
 */
export function fitLogistic(points: Points, labels: ArrayLike<number>, options: LogisticOptions = {}): LogisticModel {
  const { penalty = 1e-4, tolerance = 1e-6, iterations = 5000 } = options;
  const rows = countRows(points);
  const { columns, values } = points;
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const index = Int32Array.from({ length: rows }, (_, i) => classes.indexOf(labels[i] as number));
  const width = columns + 1;
  const step = 1 / (steepest(points, rows) / 2 + penalty);
  let theta = new Float64Array(classes.length * width);
  let ahead = theta;
  let momentum = 1;
  const shares = new Float64Array(classes.length);
  const gradientAt = (at: Float64Array): Float64Array => {
    const gradient = at.map((w, i) => (i % width === columns ? 0 : penalty * w));
    for (let row = 0; row < rows; row++) {
      sharesOf(at, points, row, shares);
      for (let k = 0; k < shares.length; k++) {
        const error = ((shares[k] as number) - (index[row] === k ? 1 : 0)) / rows;
        const from = k * width;
        for (let c = 0; c < columns; c++) {
          gradient[from + c] = (gradient[from + c] as number) + error * (values[row * columns + c] as number);
        }
        gradient[from + columns] = (gradient[from + columns] as number) + error;
      }
    }
    return gradient;
  };
  for (let i = 0; i < iterations; i++) {
    const gradient = gradientAt(ahead);
    if (gradient.every((g) => Math.abs(g) <= tolerance)) break;
    const next = ahead.map((w, j) => w - step * (gradient[j] as number));
    const against = gradient.reduce((sum, g, j) => sum + g * ((next[j] as number) - (theta[j] as number)), 0) > 0;
    const grown = against ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const pull = against ? 0 : (momentum - 1) / grown;
    const before = theta;
    ahead = next.map((w, j) => w + pull * (w - (before[j] as number)));
    theta = next;
    momentum = grown;
  }
  return {
    labels: classes,
    weights: theta.filter((_, i) => i % width !== columns),
    bias: theta.filter((_, i) => i % width === columns),
    predict: (others) =>
      Array.from({ length: countRows(others) }, (_, row) => {
        sharesOf(theta, others, row, shares);
        return classes[shares.indexOf(Math.max(...shares))] as number;
      }),
  };
}
