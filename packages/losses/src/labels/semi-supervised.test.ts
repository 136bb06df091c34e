import { normalDiagonal, standardNormal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import type { Batch, Context, Model, Named, Trace } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createSemiSupervised, semiSupervisedLoss } from "./semi-supervised.ts";

beforeAll(useCpu);

const K = 3;
const part = <R>(): R => z.never() as R;
const label = { shape: [], dtype: "int32", support: "category", categories: K } as const;
const make = (latents: Named<number[]> = { y: [1, K], z: [1] }) =>
  createSemiSupervised(
    { kind: "semi-supervised", site: "y", field: "label", alpha: 2 },
    { fields: { label }, latents, part },
  );

describeConformance("semi-supervised", configChecks(semiSupervisedLoss as never, {}));

/** log p(x|y, z) and log q(y|x) of two examples by class, and the mean of q(z|x, y), whose KL to N(0, 1) is mean^2 / 2. */
const logX = [
  [-1, -2],
  [-3, -0.5],
  [-2, -4],
];
const logits = [
  [0.2, 1.5, -1],
  [2, 0, 0.3],
];
const means = [
  [1, 0],
  [2, -1],
  [0.5, 3],
];
const model = {
  infer(_batch: Batch, { observe = {} }: { observe?: Named<tf.Tensor> }, _context: Context): Trace {
    const y = observe.y as tf.Tensor; // [class, batch, 1, class]
    expect(y.shape).toEqual([K, 2, 1, K]);
    expectClose(tf.argMax(tf.reshape(y, [K, 2, K]), 2), [0, 0, 1, 1, 2, 2], 0);
    const logs = tf.logSoftmax(tf.tensor2d(logits));
    const q = normalDiagonal({
      mean: tf.tensor3d(means.map((row) => row.map((v) => [v]))),
      scale: tf.scalar(1),
      eventAxes: 1,
    });
    const zero = tf.zeros([K, 2]);
    const p = standardNormal([1]);
    return {
      sites: [
        { name: "y", value: y, logQ: tf.transpose(logs), logP: tf.fill([K, 2], -Math.log(K)), q: p, p },
        { name: "z", value: tf.zeros([K, 2, 1]), logQ: zero, logP: zero, q, p },
      ],
      likelihood: p,
      logX: tf.tensor2d(logX),
      added: {},
    };
  },
} as unknown as Model;

const terms = (more: Batch = {}) =>
  make().objectives["semi-supervised"]?.terms(
    {},
    model,
    { weight: tf.ones([2]), label: tf.tensor1d([2, 1], "int32"), ...more },
    eagerContext().context,
  ) ?? {};

/** The same by hand. */
const cost = (k: number, row: number) =>
  -(logX[k]?.[row] as number) + Math.log(K) + 0.5 * (means[k]?.[row] as number) ** 2;
const q = (row: number) => {
  const odds = (logits[row] as number[]).map(Math.exp);
  const total = odds.reduce((a, b) => a + b, 0);
  return odds.map((v) => v / total);
};
const unlabelled = (row: number) => q(row).reduce((sum, mass, k) => sum + mass * (cost(k, row) + Math.log(mass)), 0);

describe("semi-supervised", () => {
  it("takes the label's bound and its surprise where the label is known", () => {
    const found = terms();
    expectClose(found.labelled?.value as tf.Tensor, [cost(2, 0), cost(1, 1)], 1e-6);
    expectClose(found.unlabelled?.value as tf.Tensor, [0, 0], 0);
    expectClose(
      found.classification?.value as tf.Tensor,
      [-Math.log(q(0)[2] as number), -Math.log(q(1)[1] as number)],
      1e-6,
    );
    expect(found.classification?.weight).toBe(2);
  });

  it("sums over all classes where it is not known", () => {
    const found = terms({ "label.known": tf.tensor1d([1, 0]) });
    expectClose(found.labelled?.value as tf.Tensor, [cost(2, 0), 0], 1e-6);
    expectClose(found.unlabelled?.value as tf.Tensor, [0, unlabelled(1)], 1e-6);
    expectClose(found.classification?.value as tf.Tensor, [-Math.log(q(0)[2] as number), 0], 1e-6);
  });

  it("refuses a site that does not have the field's classes", () => {
    expect(() => make({ y: [1, 4], z: [1] })).toThrow(/do not fit.*site \[1, 4\], 3 classes.*latents.kind: m2/);
    expect(() => make({ z: [1] })).toThrow(/do not fit/);
  });
});
