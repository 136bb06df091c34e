import { describe, expect, it } from "vitest";
import { addPosteriors, aggregateAt, informationOf } from "./aggregate-posterior.ts";
import { minibatchStratified, minibatchWeighted } from "./minibatch.ts";

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);
const normal = (z: number, mean: number, variance: number) =>
  -HALF_LOG_2PI - 0.5 * (Math.log(variance) + (z - mean) ** 2 / variance);
const logOf = (z: readonly number[], mean: readonly number[], variance: readonly number[]) =>
  z.reduce((sum, v, d) => sum + normal(v, mean[d] as number, variance[d] as number), 0);

/** Four posteriors in two dimensions at the corners of a square; the second dimension copies the first's sign half the time. */
const means = [
  [-1.2, -0.9],
  [1.1, 1],
  [-0.8, 0.7],
  [1.3, 1.2],
];
const variances = [
  [0.3, 0.5],
  [0.2, 0.4],
  [0.6, 0.3],
  [0.5, 0.5],
];

/** Integrals over a grid of the four terms: what the means over draws estimate. */
function exact() {
  const step = 0.05;
  const axis = Array.from({ length: 241 }, (_, i) => -6 + i * step);
  const q = (z: readonly number[]) =>
    means.reduce((sum, mean, n) => sum + Math.exp(logOf(z, mean, variances[n] as number[])) / 4, 0);
  const marginal = (v: number, d: number) =>
    means.reduce((sum, m, n) => sum + Math.exp(normal(v, m[d] as number, variances[n]?.[d] as number)) / 4, 0);
  let [entropy, aggregateKl, totalCorrelation] = [0, 0, 0];
  for (const x of axis) {
    for (const y of axis) {
      const density = q([x, y]) + 1e-300;
      const mass = density * step * step;
      entropy -= mass * Math.log(density);
      aggregateKl += mass * (Math.log(density) - logOf([x, y], [0, 0], [1, 1]));
      totalCorrelation += mass * (Math.log(density) - Math.log(marginal(x, 0) * marginal(y, 1)));
    }
  }
  const conditional = variances.reduce(
    (sum, [a, b]) => sum + (2 * HALF_LOG_2PI + 1 + 0.5 * Math.log((a as number) * (b as number))) / 4,
    0,
  );
  return { mutualInformation: entropy - conditional, aggregateKl, totalCorrelation };
}

function estimate(draws: number) {
  let state = 7;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const gauss = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const z: number[][] = Array.from({ length: draws }, (_, m) =>
    (means[m % 4] as number[]).map((v, d) => v + Math.sqrt(variances[m % 4]?.[d] as number) * gauss()),
  );
  const logQ = z.map((v, m) => logOf(v, means[m % 4] as number[], variances[m % 4] as number[]));
  const logP = z.map((v) => logOf(v, [0, 0], [1, 1]));
  const aggregate = aggregateAt(z.flat(), 2);
  const logVariances = variances.map((row) => row.map(Math.log));
  addPosteriors(aggregate, means.slice(0, 1).flat(), logVariances.slice(0, 1).flat());
  addPosteriors(aggregate, means.slice(1).flat(), logVariances.slice(1).flat());
  return informationOf(aggregate, logQ, logP);
}

describe("Hoffman & Johnson's terms", () => {
  it("equal integrals on a grid, within five standard errors", () => {
    const [truth, found] = [exact(), estimate(20_000)];
    const within = (name: "mutualInformation" | "aggregateKl") =>
      expect(Math.abs(found[name] - truth[name])).toBeLessThan(5 * found.standardErrors[name]);
    within("mutualInformation");
    within("aggregateKl");
    expect(Math.abs(found.totalCorrelation - truth.totalCorrelation)).toBeLessThan(0.02);
    expect(found.standardErrors.mutualInformation).toBeLessThan(0.01);
    expect(truth.totalCorrelation).toBeGreaterThan(0.1);
  });
  it("add up to the KL, whatever the draws", () => {
    const found = estimate(50);
    expect(found.mutualInformation + found.aggregateKl).toBeCloseTo(found.kl, 10);
    expect(found.totalCorrelation + found.dimensionKl).toBeCloseTo(found.aggregateKl, 10);
  });
  it("mutual information is log N for posteriors far apart, 0 for equal ones", () => {
    const apart = aggregateAt([0, 100, 200], 1);
    addPosteriors(apart, [0, 100, 200], [0, 0, 0]);
    const own = [-HALF_LOG_2PI, -HALF_LOG_2PI, -HALF_LOG_2PI];
    expect(informationOf(apart, own, own).mutualInformation).toBeCloseTo(Math.log(3), 10);
    const equal = aggregateAt([0, 0, 0], 1);
    addPosteriors(equal, [0, 0, 0], [0, 0, 0]);
    expect(informationOf(equal, own, own).mutualInformation).toBeCloseTo(0, 12);
  });
});

describe("minibatch estimators of log q(z)", () => {
  const size = 4;
  const densities = [0.5, 0.02, 0.3, 0.11]; // q(z|x_n) of one z that came from example 0
  const truth = densities.reduce((a, b) => a + b, 0) / size;
  /** The mean of the estimate of q(z) over every ordered minibatch of three that starts with the own example. */
  const expectation = (estimator: typeof minibatchWeighted) => {
    const found: number[] = [];
    for (const i of [1, 2, 3]) {
      for (const j of [1, 2, 3]) {
        if (i === j) continue;
        const row = [0, i, j].map((n) => Math.log(densities[n] as number));
        found.push(Math.exp(estimator([...row, ...row, ...row], 3, size)[0] as number));
      }
    }
    return found.reduce((a, b) => a + b, 0) / found.length;
  };
  it("stratified sampling is unbiased", () => {
    expect(expectation(minibatchStratified)).toBeCloseTo(truth, 12);
  });
  it("weighted sampling is too low, and exact up to log N when all densities are equal", () => {
    expect(expectation(minibatchWeighted)).toBeLessThan(truth);
    const flat = new Array<number>(9).fill(Math.log(0.4));
    expect(minibatchWeighted(flat, 3, 10)[1]).toBeCloseTo(Math.log(0.4 / 10), 12);
    expect(minibatchStratified(flat, 3, 10)[1]).toBeCloseTo(Math.log(0.4), 12);
  });
});
