/** Places of the scores from the lowest to the highest. */
const ascending = (scores: ArrayLike<number>): number[] =>
  Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number));

/**
 * Area under the receiver operating characteristic: the probability that a positive example has a higher score than a negative
 * one, ties counting one half (Hanley & McNeil 1982). `labels` are 1 (or true) for positives, 0 for negatives.
 *
 * @throws RangeError without both, for scores that are no numbers, or for lengths that differ.
 */
export function auroc(scores: ArrayLike<number>, labels: ArrayLike<number | boolean>): number {
  if (scores.length !== labels.length) {
    throw new RangeError(`expected as many labels as scores, got ${labels.length} and ${scores.length}`);
  }
  const order = ascending(scores);
  let [ranks, positives] = [0, 0];
  for (let from = 0; from < order.length; ) {
    const value = scores[order[from] as number] as number;
    if (Number.isNaN(value)) throw new RangeError(`expected numbers, got ${value}`);
    let to = from;
    while (to < order.length && scores[order[to] as number] === value) to++;
    for (let i = from; i < to; i++) {
      if (!labels[order[i] as number]) continue;
      positives++;
      ranks += (from + to + 1) / 2; // the mean of the ranks from + 1 .. to
    }
    from = to;
  }
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new RangeError(`expected positives and negatives, got ${positives} and ${negatives}`);
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}
