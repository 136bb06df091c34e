// What is made of the milliseconds of interleaved rounds.

const inOrder = (values) => [...values].sort((a, b) => a - b);

/** Middle value, or the mean of the two. */
export function median(values) {
  const sorted = inOrder(values);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** { median, least, greatest }. */
export function spread(values) {
  const sorted = inOrder(values);
  return { median: median(values), least: sorted[0], greatest: sorted.at(-1) };
}

/** How many times as long `own` takes as `peer`, round by round: below 1, `own` is faster. */
export const ratio = (own, peer) => spread(own.map((value, round) => value / peer[round]));

/**
 * Why the figures of one contender do not count, compared with another one's; empty when they do. They must be as fast in
 * turns as alone, within `slack`; be of the same size; and start from the same loss, within `near`.
 */
export function objections(own, other, { slack = 0.1, near = 0.05, redundant = 0 } = {}) {
  const found = [];
  const slower = median(own.rounds) / own.alone - 1;
  if (slower > slack) found.push(`${(100 * slower).toFixed(0)} % slower in turns than its best alone`);
  if (Math.abs(own.parameters - other.parameters) !== redundant) {
    found.push(`${own.parameters} parameters, ${other.name} has ${other.parameters}`);
  }
  if (!(Math.abs(own.first / other.first - 1) <= near)) {
    found.push(`starts from a loss of ${own.first.toFixed(1)}, ${other.name} from ${other.first.toFixed(1)}`);
  }
  return found;
}

/** { exponent, factor }: the power law `factor * x^exponent` through the points, by least squares of the logarithms. */
export function powerLaw(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (at) => logs.reduce((sum, pair) => sum + pair[at], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const exponent = covariance / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return { exponent, factor: Math.exp(my - exponent * mx) };
}
