import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  batchOf,
  exactInference,
  type Inference,
  linearGaussian,
  logEvidence,
  wrongInference,
} from "../test-support/linear-gaussian.ts";
import { meanAndError, objectiveValue, perExample, termsOf } from "../test-support/objective-value.ts";
import { createElbo } from "./elbo.ts";
import { createIwae, type IwaeConfig, iwaeLoss } from "./iwae.ts";

beforeAll(useCpu);

const schema = iwaeLoss.config(() => {
  throw new Error("no nested parts");
});
const make = (samples: number) => createIwae({ kind: "iwae", samples });
const elbo = () =>
  createElbo(
    { kind: "elbo", beta: 1, samples: 1 },
    {
      part: () => {
        throw new Error("no nested parts");
      },
    },
  );
const rows = () => tf.tensor2d([1, 0.5, -0.2, -1, 0.3, 0.8, 0.2, -2, 0], [3, 3]);
const value = (k: number, model = linearGaussian(wrongInference()), x = rows()) =>
  termsOf(make(k), "iwae", model, batchOf(x)).iwae?.value as tf.Tensor;

describe("iwae", () => {
  it("is log p(x) exactly, for every k, when q is the posterior", () => {
    for (const k of [1, 5]) {
      expectClose(tf.neg(value(k, linearGaussian(exactInference()))), logEvidence(rows()), 1e-5);
    }
  });

  it("rises from the ELBO towards log p(x) with k: ELBO <= IWAE_5 <= IWAE_50 <= log p(x)", () => {
    const x = tf.tile(tf.tensor2d([[1, 0.5, -0.2]]), [1500, 1]);
    const terms = termsOf(elbo(), "elbo", linearGaussian(wrongInference()), batchOf(x), { seed: 3n });
    const single = tf.neg(tf.add(perExample(terms.reconstruction?.value as tf.Tensor), terms.kl?.value as tf.Tensor));
    const bounds = [
      meanAndError(single.dataSync()),
      ...[5, 50].map((k) => meanAndError(tf.neg(value(k, linearGaussian(wrongInference()), x)).dataSync())),
      { mean: logEvidence(x)[0] as number, error: 0 },
    ];
    for (let i = 0; i + 1 < bounds.length; i++) {
      const [low, high] = [bounds[i], bounds[i + 1]] as [(typeof bounds)[number], (typeof bounds)[number]];
      expect(low.mean).toBeLessThan(high.mean + 4 * (low.error + high.error));
    }
    const [one, , fifty, truth] = bounds as [
      (typeof bounds)[number],
      unknown,
      (typeof bounds)[number],
      { mean: number },
    ];
    expect(truth.mean - one.mean).toBeGreaterThan(5 * Math.abs(truth.mean - fifty.mean));
  });

  it("is the ELBO along its draws at k = 1, and in expectation the ELBO itself", () => {
    const moved = linearGaussian(wrongInference(), { moved: true });
    const terms = termsOf(elbo(), "elbo", moved, batchOf(rows()));
    expectClose(value(1, moved), tf.add(terms.reconstruction?.value as tf.Tensor, terms.kl?.value as tf.Tensor), 1e-6);

    const x = tf.tile(tf.tensor2d([[1, 0.5, -0.2]]), [3000, 1]);
    const closed = termsOf(elbo(), "elbo", linearGaussian(wrongInference()), batchOf(x), { seed: 8n });
    const reference = tf.add(perExample(closed.reconstruction?.value as tf.Tensor), closed.kl?.value as tf.Tensor);
    const [a, b] = [meanAndError(value(1, undefined, x).dataSync()), meanAndError(reference.dataSync())];
    expect(Math.abs(a.mean - b.mean)).toBeLessThan(4 * Math.hypot(a.error, b.error));
  });

  it("gives one value per example, not divided by the batch, and reports reconstruction and KL", () => {
    const terms = termsOf(make(4), "iwae", linearGaussian(wrongInference()), batchOf(rows()));
    expect(terms.iwae?.value.shape).toEqual([3]);
    expect(terms.reconstruction?.value.shape).toEqual([4, 3]);
    expect([terms.iwae?.weight ?? 1, terms.reconstruction?.weight, terms.kl?.weight]).toEqual([1, 0, 0]);
    const objective = objectiveValue(terms, tf.ones([3]));
    expectClose(objective, tf.mean(terms.iwae?.value as tf.Tensor), 1e-6);
    expectClose(
      value(1, undefined, tf.tile(rows(), [2, 1]))
        .dataSync()
        .slice(0, 3),
      value(1),
      1e-6,
    );
  });

  it("has gradients to q that match central differences", () => {
    const base = wrongInference();
    const f = (change: Partial<Inference>) => tf.mean(value(3, linearGaussian({ ...base, ...change })));
    const slope = (s: tf.Tensor) => f({ slope: s });
    const logScale = (s: tf.Tensor) => f({ logScale: s });
    expectClose(tf.grad(slope)(base.slope), centralDifference(slope, base.slope), 1e-3);
    expectClose(tf.grad(logScale)(base.logScale), centralDifference(logScale, base.logScale), 1e-3);
  });

  it("needs draws that differ and have a law, and has a config with a stated k", () => {
    expect(Object.keys(make(2).needs?.posterior ?? {})).toEqual(["law", "random", "pathwise"]);
    expect(schema.parse({ kind: "iwae" }) as IwaeConfig).toEqual({ kind: "iwae", samples: 5 });
    expect(schema.safeParse({ kind: "iwae", samples: 0 }).success).toBe(false);
  });
});
