import { columnVariances, type Points } from "../points/points.ts";

/** Dimensions whose standard deviation over the data is at least `threshold` (disentanglement_lib prunes at 0.05). */
export const activeDimensions = (variances: ArrayLike<number>, threshold = 0.05): readonly number[] =>
  Array.from(variances, (variance, d) => (Math.sqrt(variance) >= threshold ? d : -1)).filter((d) => d >= 0);

/** One vote: the code that moves least while a factor is held. */
export interface Vote {
  readonly dimension: number;
  readonly factor: number;
}

/**
 * The dimension whose variance in `codes`, a batch with one factor held fixed, is smallest beside its variance over the
 * data (`variances`), among `active` ones. Undefined when none is active.
 */
export function factorVote(
  codes: Points,
  variances: ArrayLike<number>,
  active: readonly number[] = activeDimensions(variances),
): number | undefined {
  const local = columnVariances(codes);
  let best: number | undefined;
  const share = (d: number) => (local[d] as number) / (variances[d] as number);
  for (const d of active) if (best === undefined || share(d) < share(best)) best = d;
  return best;
}

/**
 * The FactorVAE score (Kim & Mnih 2018, section 4): the accuracy, on `held` votes, of the classifier that names for each
 * dimension the factor with most `training` votes. No vote, no active dimension: 0, as in disentanglement_lib.
 */
export function factorVaeScore(training: readonly Vote[], held: readonly Vote[]): number {
  const counts = new Map<number, Map<number, number>>();
  for (const { dimension, factor } of training) {
    const row = counts.get(dimension) ?? new Map<number, number>();
    counts.set(dimension, row.set(factor, (row.get(factor) ?? 0) + 1));
  }
  const winner = (dimension: number): number => {
    const row = [...(counts.get(dimension) ?? [[0, 0] as const])];
    return row.reduce((best, next) =>
      next[1] > best[1] || (next[1] === best[1] && next[0] < best[0]) ? next : best,
    )[0];
  };
  if (held.length === 0) return 0;
  return held.filter(({ dimension, factor }) => winner(dimension) === factor).length / held.length;
}
