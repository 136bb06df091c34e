import { eagerContext } from "@elbo/program";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { kolmogorovSmirnov } from "../fixtures/statistics.ts";
import { continuousBernoulli } from "./bounded/continuous-bernoulli.ts";
import type { Scored } from "./scored.ts";
import { hyperbolicSecant } from "./tailed/hyperbolic-secant.ts";
import { laplace } from "./tailed/laplace.ts";
import { logNormal } from "./tailed/log-normal.ts";
import { studentT } from "./tailed/student-t.ts";

beforeAll(useCpu);

const POINTS = 100001;

interface Case {
  readonly make: (parameter: tf.Tensor) => Scored;
  readonly parameter: number;
  /** Where all but a millionth of the mass lies; integration goes along a grid of equal steps in `t`, x = at(t). */
  readonly from: number;
  readonly to: number;
  readonly at?: (t: number) => number;
  readonly slope?: (t: number) => number;
}

const one = (x: number) => tf.tensor1d([x]);
const bounded = (parameter: number): Case => ({
  make: (logits) => continuousBernoulli({ logits }),
  parameter,
  from: 0,
  to: 1,
});
/** x = sinh(t): far tails with few points. */
const far = { at: Math.sinh, slope: Math.cosh, from: -14, to: 14 };
const student = (degrees: number): Case => ({
  make: (mean) => studentT({ degrees: one(degrees), mean, scale: one(0.7) }),
  parameter: 0.3,
  ...far,
});

const cases: Readonly<Record<string, Case>> = {
  "continuous Bernoulli, fair": bounded(0),
  "continuous Bernoulli, nearly fair": bounded(1e-3),
  "continuous Bernoulli, at the change of formulas": bounded(0.999),
  "continuous Bernoulli, low": bounded(-4),
  "continuous Bernoulli, steep": bounded(60),
  "hyperbolic secant": {
    make: (mean) => hyperbolicSecant({ mean, scale: one(0.8) }),
    parameter: 0.4,
    from: -40,
    to: 40,
  },
  laplace: { make: (mean) => laplace({ mean, scale: one(1.4) }), parameter: -0.6, from: -40, to: 40 },
  "Student-t, 1.5 degrees": student(1.5),
  "Student-t, 5 degrees": student(5),
  "Student-t, a million degrees": student(1e6),
  "log-normal": {
    make: (mean) => logNormal({ mean, scale: one(0.8) }),
    parameter: 0.4,
    from: -6,
    to: 7,
    at: Math.exp,
    slope: Math.exp,
  },
};

describe.each(Object.entries(cases))("%s", (_, { make, parameter, from, to, at = (t) => t, slope = () => 1 }) => {
  const p = () => make(one(parameter));
  const step = (to - from) / (POINTS - 1);
  const t = (i: number) => from + i * step;
  /** The distribution function on the grid, by the trapezium rule in float64. */
  const integral = (): Float64Array => {
    const grid = Float32Array.from({ length: POINTS }, (_v, i) => at(t(i)));
    const logs = p()
      .logProb(tf.tensor2d(grid, [POINTS, 1]))
      .dataSync();
    const sums = new Float64Array(POINTS);
    for (let i = 1; i < POINTS; i++) {
      const [left, right] = [i - 1, i].map((j) => Math.exp(logs[j] as number) * slope(t(j))) as [number, number];
      sums[i] = (sums[i - 1] as number) + 0.5 * (left + right) * step;
    }
    return sums;
  };
  const inverse = at === Math.sinh ? Math.asinh : at === Math.exp ? Math.log : (x: number) => x;

  it("integrates to one, with the stated distribution function, mean and entropy", () => {
    const sums = integral();
    expectClose(sums[POINTS - 1] as number, 1, 1e-4);
    const stated = p();
    expect(stated.mass).toBeUndefined();
    const places = [0.3, 0.45, 0.55, 0.7].map((share) => Math.round(share * (POINTS - 1)));
    for (const i of places) {
      const cdf = stated.cdf?.(one(at(t(i)))).dataSync()[0];
      if (cdf !== undefined) expect(Math.abs(cdf - (sums[i] as number))).toBeLessThan(1e-4);
    }
    if (stated.entropy) {
      const own = p().draw(20000, eagerContext({ seed: 8n }).context).logProb;
      const { mean, variance } = tf.moments(own);
      const error = Math.sqrt((variance.dataSync()[0] as number) / 20000);
      expect(Math.abs((stated.entropy().dataSync()[0] as number) + (mean.dataSync()[0] as number))).toBeLessThan(
        4 * error + 1e-5,
      );
    }
    const masses = sums.map((sum, i) => (i === 0 ? 0 : sum - (sums[i - 1] as number)));
    const mean = masses.reduce((sum, mass, i) => sum + mass * at(t(i) - step / 2), 0);
    expectClose(stated.mean?.() as tf.Tensor, [mean], 2e-3);
  });

  it("draws what its density says (Kolmogorov-Smirnov), and scores its draws", () => {
    const draw = p().draw(8000, eagerContext({ seed: 3n }).context);
    expect(draw.value.shape).toEqual([8000, 1]);
    expectClose(draw.logProb, p().logProb(draw.value), 1e-5);
    const sums = integral();
    const cdf = (x: number) => {
      const i = Math.min(POINTS - 1, Math.max(0, (inverse(x) - from) / step));
      const below = Math.floor(i);
      const [a, b] = [sums[below], sums[Math.min(POINTS - 1, below + 1)]] as [number, number];
      return a + (i - below) * (b - a);
    };
    const draws = draw.value.dataSync();
    expect(kolmogorovSmirnov(draws, cdf)).toBeLessThan(1.95);
    expect(kolmogorovSmirnov(draws, (x) => cdf(x) ** 1.2)).toBeGreaterThan(1.95);
  });

  it("has draws that follow their parameter: the gradient through a draw is its difference", () => {
    const f = (x: tf.Tensor) => tf.sum(make(x).draw(5, eagerContext({ seed: 5n }).context).value);
    const x = one(parameter);
    expectClose(tf.grad(f)(x), centralDifference(f, x), 1e-2);
  });
});
