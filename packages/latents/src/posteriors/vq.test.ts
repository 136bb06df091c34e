import { eagerContext, initialise } from "@elbo/program";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { torch } from "../../fixtures/torch.ts";
import { createVq, vqPosterior } from "./vq.ts";

beforeAll(useCpu);

const schema = () =>
  vqPosterior.config(() => {
    throw new Error("no slots");
  });
const config = () =>
  schema().parse({ kind: "vq", shape: [6, 3], codes: 5, commitment: 0.25, decay: 0.8, smoothing: 1e-5 });

describe("vq", () => {
  it("follows PyTorch in float64 over four steps: values, commitment, gradient, codes, counts", () => {
    const t = torch("posteriors/fixtures/vq.json");
    const vq = createVq(config());
    let params = { codebook: t("codebook0"), counts: tf.ones([5]) };
    for (let step = 1; step <= 4; step++) {
      const given = fakeGiven({ lead: [4], batch: { weight: t("weight") } });
      const run = eagerContext({ step });
      const q = vq.distribution(params, { code: t(`x${step}`) }, given, run.context);
      expectClose(q.mean?.() as tf.Tensor, t(`value${step}`), 1e-5);
      expectClose(run.added.commitment as tf.Tensor, t(`commitment${step}`), 1e-5);
      const loss = (x: tf.Tensor) => {
        const inner = eagerContext({ step });
        const value = vq.distribution(params, { code: x }, given, inner.context).mean?.() as tf.Tensor;
        return tf.add(tf.sum(tf.mul(value, t("cotangent"))), tf.sum(inner.added.commitment as tf.Tensor));
      };
      expectClose(tf.grad(loss)(t(`x${step}`)), t(`gradient${step}`), 1e-5);
      params = {
        codebook: run.updates.get(params.codebook) as tf.Tensor,
        counts: run.updates.get(params.counts) as tf.Tensor,
      };
      expectClose(params.codebook, t(`codebook${step}`), 1e-5);
      expectClose(params.counts, t(`counts${step}`), 1e-5);
    }
  });

  it("passes gradients straight through: the identity to the encoding, none to the codes", () => {
    const vq = createVq({ ...config(), shape: [2, 2], codes: 4 });
    const params = initialise(vq.params, { seed: 1n });
    const x = tf.tensor([0.3, -0.2, 0.9, 0.1, -0.5, 0.4, 0, 0.2], [2, 2, 2]);
    const cotangent = tf.tensor([1, -2, 3, 0.5, 4, -1, 2, 7], [2, 2, 2]);
    const draw = (codebook: tf.Tensor, code: tf.Tensor) => {
      const run = eagerContext();
      const q = vq.distribution({ ...params, codebook }, { code }, fakeGiven({ lead: [2] }), run.context);
      const value = q.draw?.(1, run.context).value as tf.Tensor;
      return tf.add(tf.sum(tf.mul(value, cotangent)), tf.mul(0, tf.sum(codebook)));
    };
    expectClose(tf.grad((code) => draw(params.codebook, code))(x), cotangent, 1e-6);
    expectClose(tf.grad((codebook) => draw(codebook, x))(params.codebook), new Array(8).fill(0), 0);
  });

  it("draws the nearest codes with log-probability 0, which its codebook finds again", () => {
    const vq = createVq({ ...config(), shape: [3, 2, 2], codes: 7 });
    const params = initialise(vq.params, { seed: 1n });
    const { context } = eagerContext({ seed: 3n });
    const code = tf.mul(0.2, context.noise("x", [4, 3, 2, 2], { law: "normal" }));
    const q = vq.distribution(params, { code }, fakeGiven({ lead: [4] }), context);
    const draw = q.draw?.(5, context) as { value: tf.Tensor; logProb: tf.Tensor };
    expect([draw.value.shape, draw.logProb.shape]).toEqual([
      [5, 4, 3, 2, 2],
      [5, 4],
    ]);
    expectClose(draw.logProb, new Array(20).fill(0), 0);
    const book = vq.codebook?.(params);
    expect([book?.size, book?.shape, vq.codes]).toEqual([7, [3, 2], { size: 7, shape: [3, 2] }]);
    const indices = book?.indices(draw.value) as tf.Tensor;
    expectClose(book?.lookup(indices) as tf.Tensor, draw.value, 1e-6);
    const distance = (k: number) => tf.sum(tf.square(tf.sub(code, tf.slice(params.codebook, [k, 0], [1, 2]))), -1);
    const all = tf.stack([0, 1, 2, 3, 4, 5, 6].map(distance), -1);
    expectClose(tf.slice(indices, [0], [1]), tf.argMin(all, -1), 0);
  });

  it("starts inside U(-1/K, 1/K), reports the commitment in evaluation, and moves nothing there", () => {
    const vq = createVq(config());
    const params = initialise(vq.params, { seed: 8n });
    const start = params.codebook.dataSync();
    expect(Math.max(...start.map(Math.abs))).toBeLessThan(0.2);
    expect(Math.max(...start) - Math.min(...start)).toBeGreaterThan(0.2);
    const run = eagerContext({ training: false });
    vq.distribution(params, { code: tf.ones([2, 6, 3]) }, fakeGiven({ lead: [2] }), run.context);
    expect(run.updates.size).toBe(0);
    expect(run.added.commitment?.shape).toEqual([2]);
  });

  it("learns the centres of well separated groups and revives dead codes", () => {
    const vq = createVq({ ...config(), shape: [1, 2], codes: 4, decay: 0.7, reviveBelow: 0.5 });
    let params = initialise(vq.params, { seed: 2n });
    const centres = tf.tensor([5, 5, -5, 5, 5, -5, -5, -5], [4, 1, 2]);
    for (let step = 0; step < 60; step++) {
      const { context, updates } = eagerContext({ seed: 4n, step });
      const jitter = context.noise("jitter", [8, 4, 1, 2], { law: "normal" });
      const code = tf.reshape(tf.add(centres, tf.mul(0.01, jitter)), [32, 1, 2]);
      vq.distribution(params, { code }, fakeGiven({ lead: [32] }), context);
      params = { codebook: updates.get(params.codebook) as tf.Tensor, counts: updates.get(params.counts) as tf.Tensor };
    }
    const book = vq.codebook?.(params);
    const nearest = book?.lookup(book.indices(centres)) as tf.Tensor;
    expectClose(nearest, centres, 0.01);
    expectClose(params.counts, [8, 8, 8, 8], 0.01);
  });

  it("has a strict schema", () => {
    expect(schema().parse({ kind: "vq", shape: [4, 4, 8] })).toMatchObject({ codes: 512, decay: 0.99, reviveBelow: 0 });
    expect(schema().safeParse({ kind: "vq", shape: [4] }).success).toBe(false);
    expect(schema().safeParse({ kind: "vq", shape: [4, 2], ema: 0.9 }).success).toBe(false);
  });
});
