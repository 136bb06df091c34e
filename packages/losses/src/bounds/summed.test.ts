import { normalDiagonal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import type { Batch, Context, Model, Named, Trace } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createSummed, summedLoss } from "./summed.ts";

beforeAll(useCpu);

const K = 3;
const make = (samples: number, latents: Named<number[]> = { s: [1, K], z: [1] }) =>
  createSummed({ kind: "summed", site: "s", samples }, { latents });

describeConformance("summed", configChecks(summedLoss as never, { samples: 2 }));

/** Of two examples: log p(x|s, z) by component and draw; logits of q(s|x); mean of q(z|x, s), p(z|s) = N(shift_s, 1). */
const logX = [
  [-1, -2],
  [-4, -2.5],
  [-3, -0.5],
  [-1, -1],
  [-2, -4],
  [-2.5, 0.5],
];
const logits = [
  [0.2, 1.5, -1],
  [2, 0, 0.3],
];
const means = [1, 0, 2, -1, 0.5, 3];
const shifts = [0, 0.5, -1];
const draws = [0.3, -0.2, 1.1, 0, 0.4, 0.9, -1, 2, 0.1, 0.6, -0.5, 1];

/** Samples are component * draws + draw. */
const modelOf = (each: number) =>
  ({
    infer(
      _batch: Batch,
      { samples, observe = {} }: { samples: number; observe?: Named<tf.Tensor> },
      _: Context,
    ): Trace {
      const s = observe.s as tf.Tensor;
      expect([samples, s.shape]).toEqual([each * K, [each * K, 2, 1, K]]);
      const kind = Array.from({ length: each * K }, (_unused, i) => Math.floor(i / each));
      expectClose(
        tf.argMax(tf.reshape(s, [each * K, 2, K]), 2),
        kind.flatMap((k) => [k, k]),
        0,
      );
      const logs = tf.transpose(tf.logSoftmax(tf.tensor2d(logits))); // [component, example]
      const logQ = tf.gather(logs, tf.tensor1d(kind, "int32"));
      const at = (values: readonly number[]) =>
        tf.tensor3d(
          kind.flatMap((k) => [values[2 * k], values[2 * k + 1]] as number[]),
          [each * K, 2, 1],
        );
      const q = normalDiagonal({ mean: at(means), scale: tf.scalar(1), eventAxes: 1 });
      const p = normalDiagonal({ mean: at(shifts.flatMap((v) => [v, v])), scale: tf.scalar(1), eventAxes: 1 });
      const value = tf.tensor3d(draws.slice(0, 2 * each * K), [each * K, 2, 1]);
      return {
        sites: [
          { name: "s", value: s, logQ, logP: tf.fill([each * K, 2], -Math.log(K)), q, p },
          { name: "z", value, logQ: q.logProb(value), logP: p.logProb(value), q, p },
        ],
        likelihood: p,
        logX: tf.tensor2d(each === 1 ? [0, 2, 4].map((i) => logX[i] as number[]) : logX),
        added: {},
      };
    },
  }) as unknown as Model;

const terms = (samples: number) =>
  make(samples).objectives.summed?.terms({}, modelOf(samples), { weight: tf.ones([2]) }, eagerContext().context) ?? {};
const q = (row: number) => {
  const odds = (logits[row] as number[]).map(Math.exp);
  const total = odds.reduce((a, b) => a + b, 0);
  return odds.map((v) => v / total);
};
const expected = (row: number, of: (k: number) => number) => q(row).reduce((sum, mass, k) => sum + mass * of(k), 0);
const klZ = (row: number) => (k: number) => 0.5 * ((means[2 * k + row] as number) - (shifts[k] as number)) ** 2;
const klS = (row: number) => (k: number) => Math.log((q(row)[k] as number) * K);

describe("summed", () => {
  it("is the mean under q(s|x) of each component's bound, by divergences in closed form where z is drawn once", () => {
    const found = terms(1);
    const rows = [0, 1];
    const surprise = (row: number) => (k: number) => -(logX[2 * k]?.[row] as number);
    const whole = rows.map((row) => expected(row, (k) => surprise(row)(k) + klZ(row)(k) + klS(row)(k)));
    expectClose(found.summed?.value as tf.Tensor, whole, 1e-6);
    expectClose(
      found.reconstruction?.value as tf.Tensor,
      rows.map((row) => expected(row, surprise(row))),
      1e-6,
    );
    expectClose(
      found["kl/z"]?.value as tf.Tensor,
      rows.map((row) => expected(row, klZ(row))),
      1e-6,
    );
    expectClose(
      found["kl/s"]?.value as tf.Tensor,
      rows.map((row) => expected(row, klS(row))),
      1e-6,
    );
    expectClose(
      found.kl?.value as tf.Tensor,
      rows.map((row) => expected(row, (k) => klZ(row)(k) + klS(row)(k))),
      1e-6,
    );
    expect(Object.values(found).map(({ weight }) => weight ?? 1)).toEqual([1, 0, 0, 0, 0]);
  });

  it("takes each component's importance-weighted bound where z is drawn more often", () => {
    const bound = (row: number) => (k: number) => {
      const weights = [0, 1].map((draw) => {
        const i = 2 * k + draw;
        const z = draws[2 * i + row] as number;
        const ratio = ((z - (means[2 * k + row] as number)) ** 2 - (z - (shifts[k] as number)) ** 2) / 2;
        return Math.exp((logX[i]?.[row] as number) + ratio);
      });
      return -Math.log(((weights[0] as number) + (weights[1] as number)) / 2) + klS(row)(k);
    };
    expectClose(
      terms(2).summed?.value as tf.Tensor,
      [0, 1].map((row) => expected(row, bound(row))),
      1e-5,
    );
  });

  it("is least at the responsibilities, where it is -log sum_s p(s) e^bound", () => {
    // With q(s|x) at those, whatever the bounds, the mean of log p - log q + bound is their log-sum-exp.
    const bounds = [-1.3, -0.2, -2];
    const odds = bounds.map(Math.exp);
    const total = odds.reduce((a, b) => a + b, 0);
    const best = odds.map((v) => v / total);
    const model = {
      infer: (): Trace => ({
        sites: [
          {
            name: "s",
            value: tf.zeros([K, 1, 1, K]),
            logQ: tf.log(tf.tensor2d(best, [K, 1])),
            logP: tf.fill([K, 1], -Math.log(K)),
          } as never,
        ],
        likelihood: {} as never,
        logX: tf.tensor2d(bounds, [K, 1]),
        added: {},
      }),
    } as unknown as Model;
    const found = make(1).objectives.summed?.terms({}, model, { weight: tf.ones([1]) }, eagerContext().context);
    expectClose(found?.summed?.value as tf.Tensor, [-Math.log(total / K)], 1e-6);
  });

  it("refuses a site that is not one categorical variable", () => {
    expect(() => make(1, { z: [4] })).toThrow(/no site whose values can be summed over.*got z \[4\]/);
    expect(() => make(1, { s: [2, 3] })).toThrow(/summed over.*got s \[2, 3\].*latents.kind: mixture/);
  });

  it("asks the site that it sums for masses, and the others for what their bound needs", () => {
    expect(Object.keys(make(1).needs?.posterior ?? {})).toEqual(["law"]);
    expect(Object.keys(make(5).needs?.posterior ?? {})).toContain("pathwise");
    expect(Object.keys(make(5).needs?.sites?.s?.posterior ?? {})).toEqual(["law", "scored", "mass"]);
  });
});
