import { eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Definition, type Distribution, type Draw, type Values } from "@elbo/spec";
import {
  centralDifference,
  configChecks,
  densityChecks,
  describeConformance,
  expectClose,
  fakeGiven,
  subjectChecks,
  useCpu,
} from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createLars, type LarsConfig, type LarsParams, larsPrior } from "./lars.ts";

beforeAll(useCpu);

const schema = larsPrior.config(() => {
  throw new Error("no slots");
});
const make = (options: Partial<LarsConfig>, shape: readonly number[]) =>
  createLars(schema.parse({ kind: "lars", ...options }), { site: { name: "z", shape } });

/** a(z) = sigmoid(w z + b) of one latent, with Z by two draws that mirror each other: exactly 1/2 where b = 0. */
const sigmoid = (w: number, b = 0): Values<LarsParams> =>
  ({
    net: { trunk: {}, logit: { weight: tf.tensor2d([[w]]), bias: tf.tensor1d([b]) } },
    normaliser: tf.scalar(0.5),
    probes: tf.tensor2d([[0.7], [-0.7]]),
  }) as unknown as Values<LarsParams>;
const at = (values: Values<LarsParams>, truncation: number, context = eagerContext({ training: false }).context) =>
  make({ hidden: [], truncation, evaluation: 2, proposals: 500 }, [1]).distribution(values, fakeGiven(), context);
const normalAt = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
const draws = (p: Distribution, n: number) => p.draw?.(n, eagerContext({ seed: 4n }).context) as Draw;
const scored = ({ logProb }: Distribution, z: tf.Tensor) => (logProb as NonNullable<typeof logProb>)(z).dataSync();
const meanOf = (x: ArrayLike<number>) => Array.from(x).reduce((a, b) => a + b, 0) / x.length;

const two = make({ hidden: [4], evaluation: 4096, truncation: 5, proposals: 50 }, [2]);
const points = (batch: number) =>
  tf.slice(tf.tensor2d([0.3, -0.8, 1.7, 0.2, -1, 0.5, 2, 2], [4, 2]), [0, 0], [batch, 2]);
describeConformance("lars", [
  ...configChecks(larsPrior as Definition, {}),
  ...subjectChecks({
    params: two.params,
    call: (params, batch, context) => ({
      logProb: two
        .distribution(params as unknown as Values<LarsParams>, fakeGiven(), context)
        .logProb?.(points(batch)) as tf.Tensor,
    }),
    batchAxis: 0,
    random: false,
    training: false,
  }),
  ...densityChecks((context) => two.distribution(initialise(two.params, { seed: 3n }), fakeGiven(), context), {
    half: 7,
  }),
]);

describe("lars", () => {
  it("is the normal density times (2 a (1 - r) + r) where a is odd around a half", () => {
    for (const [w, truncation] of [
      [1.3, 2],
      [-4, 3],
      [2, 100],
    ] as const) {
      const r = 0.5 ** (truncation - 1);
      const zs = [-2, -0.4, 0, 0.9, 3];
      const exact = zs.map((z) => Math.log(normalAt(z) * ((2 / (1 + Math.exp(-w * z))) * (1 - r) + r)));
      expectClose(at(sigmoid(w), truncation).logProb?.(tf.tensor2d(zs, [5, 1])) as tf.Tensor, exact, 1e-5);
    }
  });

  it("becomes half a normal where only positive proposals are accepted, and leaks by the truncation", () => {
    const n = 6000;
    for (const [truncation, share] of [
      [40, 1],
      [2, 0.75],
    ] as const) {
      const { value, logProb } = draws(at(sigmoid(1e7), truncation), n);
      const x = value.dataSync();
      const positive = meanOf(Array.from(x, (v) => (v > 0 ? 1 : 0)));
      expect(Math.abs(positive - share)).toBeLessThanOrEqual(4 * Math.sqrt((share * (1 - share)) / n));
      // E z = (2 share - 1) sqrt(2 / pi), E z^2 = 1 as under the proposals.
      expect(Math.abs(meanOf(x) - (2 * share - 1) * Math.sqrt(2 / Math.PI))).toBeLessThan(4 / Math.sqrt(n));
      expect(Math.abs(meanOf(Array.from(x, (v) => v * v)) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
      const expected = Array.from(x.slice(0, 50), (v) => Math.log(normalAt(v) * 2 * (v > 0 ? share : 1 - share)));
      expectClose(tf.slice(logProb, 0, 50), expected, 1e-4);
    }
  });

  it("draws a soft acceptance with the moments that its density has", () => {
    const n = 8000;
    const p = at(sigmoid(1.5), 4);
    const grid = Array.from({ length: 4001 }, (_, i) => -10 + i * 0.005);
    const density = Array.from(scored(p, tf.tensor2d(grid, [4001, 1])), Math.exp);
    const moment = (k: number) => grid.reduce((sum, z, i) => sum + z ** k * (density[i] as number) * 0.005, 0);
    expect(moment(0)).toBeCloseTo(1, 4);
    const x = draws(p, n).value.dataSync();
    for (const k of [1, 2, 3]) {
      const error = Math.sqrt((moment(2 * k) - moment(k) ** 2) / n);
      expect(Math.abs(meanOf(Array.from(x, (v) => v ** k)) - moment(k)), `moment ${k}`).toBeLessThan(4 * error);
    }
  });

  it("is the proposal's own density where all are accepted alike", () => {
    const zs = tf.tensor2d([-1.5, 0, 2], [3, 1]);
    const exact = [-1.5, 0, 2].map((z) => Math.log(normalAt(z)));
    for (const b of [-8, 0, 30]) expectClose(at(sigmoid(0, b), 50).logProb?.(zs) as tf.Tensor, exact, 1e-4);
  });

  it("takes Z from the moving average in training, and its gradient from the step's own draws", () => {
    const before = 0.3;
    const seen: number[] = [];
    for (let step = 0; step < 40; step++) {
      const eager = eagerContext({ seed: 2n, step });
      const values = { ...sigmoid(1.5), normaliser: tf.scalar(before) } as Values<LarsParams>;
      const p = at(values, 100, eager.context);
      const next = ([...eager.updates.values()][0] as tf.Tensor).dataSync()[0] as number;
      expectClose(p.parameters.normaliser as tf.Tensor, [next], 1e-6);
      seen.push((next - 0.99 * before) / 0.01);
    }
    // Means of 500 draws of a, whose expectation is 1/2 and whose variance is below 1/4.
    expect(Math.abs(meanOf(seen) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / (40 * 500)));
    expect(new Set(seen).size).toBe(40);

    // d log p / dw = (1 - a) z - (d/dw mean a) / Z for a T without end.
    const z = 0.8;
    const w = tf.tensor2d([[1.5]]);
    const averageAt = (weight: tf.Tensor) => {
      const noise = eagerContext({ seed: 2n, step: 0 }).context.noise("normaliser", [500, 1], { law: "normal" });
      return tf.mean(tf.sigmoid(tf.mul(noise, weight)));
    };
    const slope = centralDifference(averageAt, w)[0] as number;
    const found = tf.grad((weight) => {
      const values = sigmoid(1.5) as unknown as { net: { logit: object } };
      const moved = { ...values, net: { trunk: {}, logit: { ...values.net.logit, weight } } };
      const { context } = eagerContext({ seed: 2n, step: 0 });
      return tf.sum(
        at(moved as unknown as Values<LarsParams>, 2000, context).logProb?.(tf.tensor2d([[z]])) as tf.Tensor,
      );
    })(w);
    const average = 0.99 * 0.5 + 0.01 * (averageAt(w).dataSync()[0] as number);
    expectClose(found, [(1 - 1 / (1 + Math.exp(-1.5 * z))) * z - slope / average], 2e-3);
  });

  it("keeps events of several axes, and is frozen without a gradient into its net", () => {
    const options = { hidden: [3], evaluation: 8, truncation: 6 };
    const [flat, shaped] = [make(options, [4]), make(options, [2, 2, 1])];
    const values = initialise(flat.params, { seed: 5n });
    const { context } = eagerContext({ training: false });
    const z = tf.linspace(-1, 1, 8);
    const whole = shaped.distribution(values, fakeGiven(), context);
    expectClose(
      whole.logProb?.(tf.reshape(z, [2, 2, 2, 1])) as tf.Tensor,
      flat.distribution(values, fakeGiven(), context).logProb?.(tf.reshape(z, [2, 4])) as tf.Tensor,
      1e-6,
    );
    expect(whole.draw?.(3, eagerContext().context).value.shape).toEqual([3, 2, 2, 1]);
    const still = tf.grad((bias) => {
      const net = values.net as unknown as { trunk: object; logit: object };
      const moved = { ...values, net: { ...net, logit: { ...net.logit, bias } } } as unknown as Values<LarsParams>;
      const score = flat
        .distribution(moved, fakeGiven(), context)
        .frozen?.()
        .logProb?.(tf.reshape(z, [2, 4]));
      return tf.add(tf.sum(score as tf.Tensor), tf.sum(bias)); // a term of its own, so that the gradient exists
    })(tf.tensor1d([0.4]));
    expectClose(still, [1], 1e-6);
  });

  it("refuses to stand alone, one proposal, and unknown options", () => {
    expect(() => createLars(schema.parse({ kind: "lars" }), {})).toThrow(ConfigError);
    expect(schema.safeParse({ kind: "lars", truncation: 1 }).success).toBe(false);
    expect(schema.safeParse({ kind: "lars", samples: 3 }).success).toBe(false);
  });
});
