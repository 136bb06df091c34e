import { eagerContext } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { chiSquare } from "../fixtures/statistics.ts";
import { betaBinomial } from "./counts/beta-binomial.ts";
import { negativeBinomial } from "./counts/negative-binomial.ts";
import { poisson } from "./counts/poisson.ts";
import { zeroInflated } from "./counts/zero-inflated.ts";
import { discretisedLogisticColours } from "./graded/discretised-logistic-colours.ts";
import { discretisedLogisticMixture } from "./graded/discretised-logistic-mixture.ts";
import { ordinal } from "./graded/ordinal.ts";
import type { Scored } from "./scored.ts";

beforeAll(useCpu);

const DRAWS = 4000;
const row = (...values: number[]) => tf.tensor1d(values);

interface Case {
  readonly make: () => Scored;
  /** Values 0..size - 1 hold all mass but `missing`. */
  readonly size: number;
  /** Values are k / scale. */
  readonly scale?: number;
  /** The mean is stated to within this. */
  readonly mean?: number;
}

/** Two parameters each, the second one extreme. */
const cases: Readonly<Record<string, Case>> = {
  "poisson, small and large": { make: () => poisson({ logRate: row(0.6, -9) }), size: 60 },
  "poisson, by rejection": { make: () => poisson({ logRate: row(3.2, 5.3) }), size: 400 },
  "negative binomial": {
    make: () => negativeBinomial({ logMean: row(1.5, 1), logSize: row(0.3, 13) }),
    size: 400,
  },
  "negative binomial, heavy": {
    make: () => negativeBinomial({ logMean: row(1, 0), logSize: row(-1, -2) }),
    size: 1500,
  },
  "zero-inflated": {
    make: () => zeroInflated({ base: poisson({ logRate: row(1, 1) }), logits: row(0.3, -30) }),
    size: 60,
  },
  "beta-binomial, 256 levels": {
    make: () => betaBinomial({ total: 255, logits: row(0.4, -3), logConcentration: row(2, -2) }),
    size: 256,
  },
  "beta-binomial, nearly binomial": {
    make: () => betaBinomial({ total: 9, logits: row(1, -0.3), logConcentration: row(10, 0) }),
    size: 10,
  },
  ordinal: {
    make: () => ordinal({ location: row(0.4, -20), thresholds: row(-1, -0.999, 0.5, 2) }),
    size: 5,
  },
  "discretised logistic mixture": {
    make: () =>
      discretisedLogisticMixture({
        levels: 256,
        logits: tf.tensor2d([0, 1, 3, -3], [2, 2]),
        mean: tf.tensor2d([0.2, 0.9, -0.4, 1.5], [2, 2]),
        logScale: tf.tensor2d([-3, -4, -1, -7], [2, 2]),
      }),
    size: 256,
    scale: 255,
    mean: 0.5 / 255,
  },
};

describe.each(Object.entries(cases))("%s", (_, { make, size, scale = 1, mean = 1e-3 }) => {
  /** Masses of both parameters, `[size][2]`, float64. */
  const masses = (): number[][] => {
    const p = make();
    const values = Array.from({ length: size }, (_v, k) => [k / scale, k / scale]);
    const logs = (p.logProb(tf.tensor2d(values)) as tf.Tensor2D).arraySync();
    return logs.map((pair) => pair.map(Math.exp));
  };
  const column = (table: readonly (readonly number[])[], i: number) => table.map((pair) => pair[i] as number);

  it("has masses that sum to one, with the stated mean and distribution function", () => {
    const p = make();
    expect(p.mass).toBe(true);
    const table = masses();
    const upTo = (k: number) =>
      [0, 1].map((i) => column(table.slice(0, k + 1), i).reduce((sum, mass) => sum + mass, 0));
    expectClose(upTo(size - 1), [1, 1], 1e-4);
    if (p.mean) {
      const exact = [0, 1].map((i) => column(table, i).reduce((s, mass, k) => s + (mass * k) / scale, 0));
      p.mean()
        .dataSync()
        .forEach((stated, i) => {
          expect(Math.abs(stated - (exact[i] as number))).toBeLessThan(mean * Math.max(1, exact[i] as number));
        });
    }
    if (p.cdf) {
      const k = Math.floor(size / 2) - 1;
      expectClose(p.cdf(row(k / scale, k / scale)), upTo(k), 1e-4);
      expectClose(p.cdf(row((size - 1) / scale, (size - 1) / scale)), [1, 1], 1e-4);
    }
    if (p.mode) {
      const best = [0, 1].map((i) => Math.max(...column(table, i)));
      const at = Array.from(p.mode().dataSync(), (k, i) => table[Math.round(k * scale)]?.[i] as number);
      expectClose(at, best, 1e-4);
    }
  });

  it("draws what its masses say (chi-square), and scores its draws", () => {
    const p = make();
    const { value, logProb } = p.draw(DRAWS, eagerContext({ seed: 4n }).context);
    expect(value.shape).toEqual([DRAWS, 2]);
    const few = (x: tf.Tensor) => tf.slice(x, [0, 0], [50, 2]);
    expectClose(few(logProb), few(p.logProb(value)), 1e-5);
    const draws = Array.from(value.dataSync(), (x) => Math.round(x * scale));
    const table = masses();
    for (const i of [0, 1]) {
      const own = draws.filter((_d, at) => at % 2 === i);
      expect(chiSquare(own, column(table, i))).toBeLessThan(1);
      const wrong = column(table, i).map((_m, k, all) => all[Math.max(0, k - 1)] as number); // moved by one level
      if (size < 100 && Math.max(...column(table, i)) < 0.99) expect(chiSquare(own, wrong)).toBeGreaterThan(1);
    }
  });
});

describe("discretised logistic colours", () => {
  const make = (levels = 4) =>
    discretisedLogisticColours({
      levels,
      logits: tf.tensor2d([0.4, -0.2], [1, 2]),
      mean: tf.tensor3d([0.2, 0.8, 0.5, 0.4, 0.9, 0.1], [1, 3, 2]),
      logScale: tf.tensor3d([-2, -1.5, -2.2, -1, -1.4, -2], [1, 3, 2]),
      coefficients: tf.tensor3d([0.9, -0.5, -0.3, 0.2, 0.6, 0.7], [1, 3, 2]),
    });
  const all = Array.from({ length: 64 }, (_, i) => [Math.floor(i / 16), Math.floor(i / 4) % 4, i % 4]);
  const values = () => tf.tensor3d(all.map((pixel) => [pixel.map((k) => k / 3)]));
  const joint = () => Array.from(tf.sum(make().logProb(values()), [1, 2]).dataSync());

  it("has one event per channel; all colours sum to one, and so do the levels of each channel given those before", () => {
    const p = make();
    expect([p.batchShape, p.eventShape]).toEqual([[1, 3], []]);
    expectClose(
      joint().reduce((sum, log) => sum + Math.exp(log), 0),
      1,
      1e-5,
    );
    const events = p.logProb(values()).arraySync() as number[][][];
    const sumOf = (rows: readonly number[], channel: number) =>
      rows.reduce((sum, i) => sum + Math.exp(events[i]?.[0]?.[channel] as number), 0);
    expectClose(sumOf([0, 16, 32, 48], 0), 1, 1e-5); // red
    expectClose(sumOf([16, 20, 24, 28], 1), 1, 1e-5); // green, red 1
    expectClose(sumOf([40, 41, 42, 43], 2), 1, 1e-5); // blue, red 2, green 2
  });

  it("shares the component: a pixel's mass is the mixture of products of cells", () => {
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    const [r, g, b] = [1 / 3, 2 / 3, 1];
    const [means, scales, c] = [
      [0.2, 0.8, 0.5, 0.4, 0.9, 0.1],
      [-2, -1.5, -2.2, -1, -1.4, -2],
      [0.9, -0.5, -0.3, 0.2, 0.6, 0.7],
    ] as const;
    const weights = [sigmoid(0.6), sigmoid(-0.6)];
    const mass = weights.reduce((sum, weight, i) => {
      const at = (x: number, mean: number, s: number) => sigmoid((x - mean) / Math.exp(s));
      const red = means[i] as number;
      const green = (means[2 + i] as number) + (c[i] as number) * (r - 0.5);
      const blue = (means[4 + i] as number) + (c[2 + i] as number) * (r - 0.5) + (c[4 + i] as number) * (g - 0.5);
      const [sr, sg, sb] = [scales[i], scales[2 + i], scales[4 + i]] as [number, number, number];
      const cells =
        (at(r + 1 / 6, red, sr) - at(r - 1 / 6, red, sr)) *
        (at(g + 1 / 6, green, sg) - at(g - 1 / 6, green, sg)) *
        (1 - at(b - 1 / 6, blue, sb));
      return sum + weight * cells;
    }, 0);
    expectClose(tf.sum(make().logProb(tf.tensor2d([[r, g, b]]))), Math.log(mass), 1e-5);
  });

  it("draws colours as often as their mass says (chi-square)", () => {
    const { value } = make().draw(DRAWS, eagerContext({ seed: 6n }).context);
    const pixels = value.arraySync() as number[][][];
    const draws = pixels.map(([pixel]) => (pixel as number[]).reduce((index, x) => 4 * index + Math.round(3 * x), 0));
    expect(chiSquare(draws, joint().map(Math.exp))).toBeLessThan(1);
    const uniform = new Array(64).fill(1 / 64);
    expect(chiSquare(draws, uniform)).toBeGreaterThan(1);
  });
});
