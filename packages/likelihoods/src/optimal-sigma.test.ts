import { eagerContext, initialise } from "@elbo/program";
import type { Batch, Distribution, Field } from "@elbo/spec";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createGaussian, type GaussianConfig, gaussianLikelihood } from "./gaussian.ts";

beforeAll(useCpu);

const x: Field = { shape: [2], dtype: "float32", support: "real" };
const schema = gaussianLikelihood.config(() => {
  throw new Error("no nested parts");
});
const part = (more: object = {}) =>
  createGaussian(schema.parse({ kind: "gaussian", sigma: { kind: "optimal", ...more } }) as GaussianConfig, {
    fields: { x },
  });
const batch: Batch = {
  x: tf.tensor2d([1, 2, 3, 5, 9, 9], [3, 2]),
  weight: tf.tensor1d([1, 1, 0]),
};
/** Errors: 1, 2; 0, 1; padding. */
const mean = () => tf.tensor([0, 0, 3, 4, 0, 0], [1, 3, 2]);
const score = (p: Distribution) => tf.reshape(p.logProb?.(tf.expandDims(batch.x as tf.Tensor, 0)) as tf.Tensor, [3, 2]);
const elements = (likelihood: ReturnType<typeof part>, own: Batch | undefined, training: boolean, at = mean()) => {
  const door = eagerContext({ training });
  const params = initialise(likelihood.params);
  return { p: likelihood.elements(params, { mean: at }, door.context, own), door, params };
};

describe("the best sigma", () => {
  it("is the root of the batch's mean squared error, padding left out: the log of the error is what remains", () => {
    const { p } = elements(part(), batch, true);
    const variance = (1 + 4 + 0 + 1) / 4;
    expectClose(p.parameters.scale as tf.Tensor, Math.sqrt(variance), 1e-5);
    const counted = tf.sum(tf.slice(score(p), [0, 0], [2, 2]));
    expectClose(counted, (-4 / 2) * (1 + Math.log(2 * Math.PI * variance)), 1e-5);
  });

  it("is each image's own with per: image, and counts observed elements only", () => {
    const masked = { ...batch, "x.mask": tf.tensor2d([0, 1, 1, 1, 1, 1], [3, 2]) };
    const { p } = elements(part({ per: "image" }), masked, true);
    expect((p.parameters.scale as tf.Tensor).shape).toEqual([1, 3, 1]);
    expectClose(tf.slice(p.parameters.scale as tf.Tensor, [0, 0, 0], [1, 2, 1]), [2, Math.sqrt(0.5)], 1e-4);
  });

  it("no other sigma gives the batch more", () => {
    const best = tf.sum(tf.slice(score(elements(part(), batch, true).p), [0, 0], [2, 2])).dataSync()[0] as number;
    for (const value of [0.8, 1.1, 1.3, 2]) {
      const other = createGaussian({ kind: "gaussian", sigma: { kind: "fixed", value } }, { fields: { x } });
      const p = other.elements({}, { mean: mean() }, eagerContext().context);
      expect(tf.sum(tf.slice(score(p), [0, 0], [2, 2])).dataSync()[0]).toBeLessThan(best);
    }
  });

  it("lets the gradient through, which is the derivative of the log of the error", () => {
    for (const per of ["batch", "image"]) {
      const f = (at: tf.Tensor) => {
        const { p } = elements(part({ per }), batch, true, at);
        return tf.sum(tf.mul(tf.sum(score(p), 1), batch.weight as tf.Tensor));
      };
      expectClose(tf.grad(f)(mean()), centralDifference(f, mean()), 5e-3);
    }
  });

  it("in evaluation is the running one, whatever the example: a density", () => {
    const likelihood = part();
    const { door } = elements(likelihood, batch, true);
    const updates = Object.fromEntries(
      [...door.updates].map(([, next]) => next).map((next, i) => [i === 0 ? "variance" : "steps", next]),
    );
    expectClose(updates.variance as tf.Tensor, 1.5, 1e-5); // the first batch replaces the initial 1
    expectClose(updates.steps as tf.Tensor, 1, 0);
    const later = likelihood.elements(
      { variance: tf.scalar(1.5), steps: tf.scalar(1) } as never,
      { mean: mean() },
      eagerContext({ training: false }).context,
      batch,
    );
    expectClose(later.parameters.scale as tf.Tensor, Math.sqrt(1.5), 1e-4);
  });

  it("becomes an exponential mean after 1 / (1 - decay) steps", () => {
    const door = eagerContext({ training: true });
    const params = { variance: tf.scalar(3), steps: tf.scalar(1000) };
    part({ decay: 0.9 }).elements(params as never, { mean: mean() }, door.context, batch);
    expectClose([...door.updates][0]?.[1] as tf.Tensor, 3 + 0.1 * (1.5 - 3), 1e-5);
  });

  it("stays finite when nothing is wrong or nothing is observed", () => {
    const perfect = elements(part(), batch, true, tf.expandDims(batch.x as tf.Tensor, 0)).p;
    expectClose(perfect.parameters.scale as tf.Tensor, Math.exp(-6), 1e-4);
    const hidden = { ...batch, "x.mask": tf.zeros([3, 2]) };
    const { p } = elements(part({ per: "image" }), hidden, true);
    expect(Array.from(score(p).dataSync()).every(Number.isFinite)).toBe(true);
  });
});
