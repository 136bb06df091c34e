import { countRows, type Points } from "../points/points.ts";
import { type Binned, binPoints } from "./bin-points.ts";
import { growTree, type Tree, treeValue } from "./grow-tree.ts";

/** Defaults are those of scikit-learn's GradientBoostingClassifier. */
export interface BoostingOptions {
  /** Rounds; each grows one tree a class. Default 100. */
  readonly rounds?: number;
  /** Splits from root to leaf, at most. Default 3. */
  readonly depth?: number;
  /** Default 0.1. */
  readonly learningRate?: number;
}

/** A fitted classifier. */
export interface BoostedTrees {
  readonly labels: readonly number[];
  /** Share of each column in what the splits explain, summing to 1 (0 when nothing was split). */
  readonly importances: readonly number[];
  /** The likeliest label of each point. */
  predict(points: Points): number[];
}

const softmaxInto = (scores: Float64Array, out: Float64Array, from: number, size: number) => {
  let [top, sum] = [Number.NEGATIVE_INFINITY, 0];
  for (let k = 0; k < size; k++) top = Math.max(top, scores[from + k] as number);
  for (let k = 0; k < size; k++) {
    const e = Math.exp((scores[from + k] as number) - top);
    out[from + k] = e;
    sum += e;
  }
  for (let k = 0; k < size; k++) out[from + k] = (out[from + k] as number) / sum;
};

/**
 * Gradient-boosted trees for classes (Friedman 2001, algorithm 6): K trees a round on the residuals of a softmax, one
 * Newton step a leaf. Splits are chosen among the distinct values of a column, or, where it has more than 255, among as
 * many quantiles.
 */
export function boostedTrees(points: Points, labels: ArrayLike<number>, options: BoostingOptions = {}): BoostedTrees {
  const { rounds = 100, depth = 3, learningRate = 0.1 } = options;
  const rows = countRows(points);
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const size = classes.length;
  const binned: Binned = binPoints(points);
  const index = Int32Array.from({ length: rows }, (_, i) => classes.indexOf(labels[i] as number));
  const start = classes.map((_, k) => Math.log(index.reduce((n, own) => n + (own === k ? 1 : 0), 0) / rows));
  const scores = Float64Array.from({ length: rows * size }, (_, i) => start[i % size] as number);
  const shares = new Float64Array(rows * size);
  const importances = new Float64Array(points.columns);
  const forest: Tree[][] = [];
  const residual = new Float64Array(rows);
  const curvature = new Float64Array(rows);
  for (let round = 0; round < (size > 1 ? rounds : 0); round++) {
    for (let i = 0; i < rows; i++) softmaxInto(scores, shares, i * size, size);
    const trees = classes.map((_, k) => {
      for (let i = 0; i < rows; i++) {
        const p = shares[i * size + k] as number;
        residual[i] = (index[i] === k ? 1 : 0) - p;
        curvature[i] = p * (1 - p);
      }
      const leaf = (sum: number, bend: number) => (bend < 1e-150 ? 0 : (((size - 1) / size) * sum) / bend);
      const { tree, gains, values } = growTree(binned, residual, curvature, depth, leaf);
      if (gains.some((gain) => gain > 0))
        gains.forEach((gain, c) => {
          importances[c] = (importances[c] as number) + gain;
        });
      for (let i = 0; i < rows; i++) {
        scores[i * size + k] = (scores[i * size + k] as number) + learningRate * (values[i] as number);
      }
      return tree;
    });
    forest.push(trees);
  }
  const total = importances.reduce((a, b) => a + b, 0);
  return {
    labels: classes,
    importances: Array.from(importances, (gain) => (total > 0 ? gain / total : 0)),
    predict: (others) =>
      Array.from({ length: countRows(others) }, (_, row) => {
        const sums = start.map((s, k) =>
          forest.reduce((sum, trees) => sum + learningRate * treeValue(trees[k] as Tree, others, row), s),
        );
        return classes[sums.indexOf(Math.max(...sums))] as number;
      }),
  };
}
