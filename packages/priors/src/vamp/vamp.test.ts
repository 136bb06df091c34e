import { categorical, normalDiagonal } from "@elbo/distributions";
import { eagerContext, initialise } from "@elbo/program";
import { type Batch, ConfigError, type Context, type Distribution, type Field, NotSupportedError } from "@elbo/spec";
import { centralDifference, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createVamp, type VampConfig, vampPrior } from "./vamp.ts";

beforeAll(useCpu);

const base: VampConfig = { kind: "vamp", components: 4, field: "x", noise: 0, weights: "uniform" };
const site = { name: "z", shape: [2] };
const field: Field = { shape: [3], dtype: "float32", support: "unit" };
const A = [0.5, -1, 2, 0.3, 1.5, -0.7];
const B = [0.2, -0.4, 0.1, -0.3, 0.6, -0.8];
const U = [0.1, 0.9, 0.4, 0.7, 0.2, 0.6, 0.05, 0.5, 0.95, 0.3, 0.3, 0.8];
const Z = [0.3, -0.8, 1.7, 0.2, -2.5, 4];

/** A linear Gaussian encoder: mean = x A, log variance = x B. */
const encodeWith =
  (a: tf.Tensor) =>
  (batch: Batch): Record<string, Distribution> => {
    const x = batch.x as tf.Tensor;
    const logVariance = tf.matMul(x, tf.tensor2d(B, [3, 2]));
    return { z: normalDiagonal({ mean: tf.matMul(x, a as tf.Tensor2D), logVariance, eventAxes: 1 }) };
  };

const matrixA = () => tf.tensor2d(A, [3, 2]);
const pseudo = () => tf.tensor2d(U, [4, 3]);
const logProb = (u: tf.Tensor, a: tf.Tensor, z = tf.tensor2d(Z, [3, 2])) =>
  createVamp(base, { site, fields: { x: field } })
    .distribution({ pseudo: u }, fakeGiven({ encode: encodeWith(a) }), eagerContext().context)
    .logProb?.(z) as tf.Tensor;

/** log 1/K sum_k N(z; u_k A, diag exp(u_k B)) in float64. */
function explicit(z: readonly number[], weights = [1, 1, 1, 1]): number {
  const total = weights.reduce((a, b) => a + b, 0);
  let density = 0;
  for (let k = 0; k < 4; k++) {
    let log = Math.log((weights[k] as number) / total);
    for (let d = 0; d < 2; d++) {
      const dot = (m: readonly number[]) =>
        [0, 1, 2].reduce((s, i) => s + (U[3 * k + i] as number) * (m[2 * i + d] as number), 0);
      const [mean, logVariance] = [dot(A), dot(B)];
      log -= 0.5 * (((z[d] as number) - mean) ** 2 / Math.exp(logVariance) + logVariance + Math.log(2 * Math.PI));
    }
    density += Math.exp(log);
  }
  return Math.log(density);
}
const rows = [0, 1, 2].map((i) => Z.slice(2 * i, 2 * i + 2));

describe("vamp", () => {
  it("equals the explicit mixture of posteriors in float64", () => {
    expectClose(
      logProb(pseudo(), matrixA()),
      rows.map((z) => explicit(z)),
      1e-6,
    );
  });

  it("weighs components by a learned softmax", () => {
    const prior = createVamp({ ...base, weights: "learned" }, { site, fields: { x: field } });
    const weights = [1, 2, 0.5, 4];
    const logWeights = tf.tensor(weights.map((w) => Math.log(w) + 3));
    const p = prior.distribution(
      { pseudo: pseudo(), logWeights },
      fakeGiven({ encode: encodeWith(matrixA()) }),
      eagerContext().context,
    );
    expectClose(
      p.logProb?.(tf.tensor2d(Z, [3, 2])) as tf.Tensor,
      rows.map((z) => explicit(z, weights)),
      1e-6,
    );
  });

  it("moves both the pseudo-inputs and the encoder: gradients as central differences", () => {
    for (const [f, at] of [
      [(u: tf.Tensor) => tf.sum(logProb(u, matrixA())), pseudo()],
      [(a: tf.Tensor) => tf.sum(logProb(pseudo(), a)), matrixA()],
    ] as const) {
      const gradient = tf.grad(f)(at);
      expectClose(gradient, centralDifference(f, at), 1e-3);
      expect(Array.from(gradient.dataSync()).filter((g) => Math.abs(g) > 1e-5).length).toBe(at.size);
    }
  });

  it("hands pseudo-inputs clipped to [0, 1] to the encoder, with weight one and a quiet context", () => {
    const state = tf.zeros([1]);
    const seen: Batch[] = [];
    const encode = (batch: Batch, context: Context) => {
      seen.push(batch);
      context.update(state, tf.ones([1]));
      context.add("extra", tf.ones([4]));
      return encodeWith(matrixA())(batch);
    };
    const run = eagerContext();
    const u = tf.tensor2d([-0.5, 1.5, 0.4, ...U.slice(3)], [4, 3]);
    createVamp(base, { site, fields: { x: field } }).distribution({ pseudo: u }, fakeGiven({ encode }), run.context);
    expectClose(seen[0]?.x as tf.Tensor, [0, 1, 0.4, ...U.slice(3)], 1e-6);
    expectClose(seen[0]?.weight as tf.Tensor, [1, 1, 1, 1], 0);
    expect([run.updates.size, Object.keys(run.added).length]).toEqual([0, 0]);
    const real = createVamp(base, { site, fields: { x: { ...field, support: "real" } } });
    real.distribution({ pseudo: u }, fakeGiven({ encode }), eagerContext().context);
    expectClose(seen[1]?.x as tf.Tensor, [-0.5, 1.5, 0.4, ...U.slice(3)], 1e-6);
  });

  it("starts at training examples, none outside the bounds, and varies them by the noise", () => {
    const examples = { pseudo: Float32Array.from(U, (x, i) => (i % 3 === 0 ? 0 : x)) };
    const exact = createVamp(base, { site, fields: { x: field } });
    expect(exact.params.pseudo.examples).toEqual({ field: "x", count: 4 });
    expectClose(initialise(exact.params, { examples }).pseudo, examples.pseudo, 0);
    const noisy = initialise(createVamp({ ...base, noise: 0.05 }, { site, fields: { x: field } }).params, { examples });
    const gaps = Array.from(noisy.pseudo.dataSync(), (x, i) => x - (examples.pseudo[i] as number));
    expect(gaps.filter((g) => g !== 0).length).toBeGreaterThan(7);
    expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(0.25);
    expect(Math.min(...noisy.pseudo.dataSync())).toBeGreaterThanOrEqual(0);
    const alone = initialise(exact.params).pseudo.dataSync();
    expect(Math.min(...alone)).toBeGreaterThan(0);
    expect(Math.max(...alone)).toBeLessThan(1);
  });

  it("scores a batch of 128 against 500 components of 40 latents without the [128, 500, 40] tensor", () => {
    const wide = createVamp(
      { ...base, components: 500 },
      { site: { name: "z", shape: [40] }, fields: { x: { ...field, support: "real" } } },
    );
    const { context } = eagerContext({ seed: 4n });
    const noise = (name: string, shape: number[]) => context.noise(name, shape, { law: "normal" });
    const means = tf.mul(noise("means", [500, 40]), 2);
    const logVariance = tf.sub(noise("scales", [500, 40]), 3);
    const encode = () => ({ z: normalDiagonal({ mean: means, logVariance, eventAxes: 1 }) });
    const p = wide.distribution({ pseudo: tf.zeros([500, 3]) }, fakeGiven({ encode }), context.at("p"));
    const z = tf.add(tf.slice(means, [0, 0], [128, 40]), tf.mul(noise("z", [128, 40]), 0.2));
    let found = tf.zeros([128]);
    const sizes: number[] = [];
    const run = tf.engine().runKernel;
    tf.engine().runKernel = <T extends tf.Tensor | tf.Tensor[]>(...call: Parameters<typeof run>): T => {
      const result = run.apply(tf.engine(), call) as T;
      for (const x of [result].flat()) sizes.push((x as tf.Tensor).size);
      return result;
    };
    try {
      found = p.logProb?.(z) as tf.Tensor1D;
    } finally {
      tf.engine().runKernel = run;
    }
    expect(Math.max(...sizes)).toBe(128 * 500);
    const [zs, ms, vs] = [z, means, logVariance].map((x) => x.dataSync()) as [Float32Array, Float32Array, Float32Array];
    const expected = Array.from({ length: 128 }, (_, n) => {
      const logs = Array.from({ length: 500 }, (_, k) => {
        let log = -Math.log(500);
        for (let d = 0; d < 40; d++) {
          const v = vs[40 * k + d] as number;
          const gap = (zs[40 * n + d] as number) - (ms[40 * k + d] as number);
          log -= 0.5 * (gap ** 2 / Math.exp(v) + v + Math.log(2 * Math.PI));
        }
        return log;
      });
      const top = Math.max(...logs);
      return top + Math.log(logs.reduce((s, l) => s + Math.exp(l - top), 0));
    });
    expectClose(found, expected, 1e-5);
  });

  it("draws from its components: mean within four standard errors", () => {
    const p = createVamp(base, { site, fields: { x: field } }).distribution(
      { pseudo: pseudo() },
      fakeGiven({ encode: encodeWith(matrixA()) }),
      eagerContext().context,
    );
    const n = 5000;
    const value = p.draw?.(n, eagerContext({ seed: 9n }).context).value as tf.Tensor;
    const { mean, variance } = tf.moments(value, 0);
    const truth = tf.mean(tf.matMul(pseudo(), matrixA()), 0).dataSync();
    mean.dataSync().forEach((m, d) => {
      expect(Math.abs(m - (truth[d] as number))).toBeLessThan(4 * Math.sqrt((variance.dataSync()[d] as number) / n));
    });
  });

  it("refuses tokens, missing fields and posteriors that are not Gaussian", () => {
    expect(() => createVamp(base, { site, fields: {} })).toThrow(ConfigError);
    expect(() => createVamp(base, { site, fields: { x: { ...field, dtype: "int32", support: "tokens" } } })).toThrow(
      ConfigError,
    );
    const encode = () => ({ z: categorical({ logits: tf.zeros([4, 2]) }) });
    expect(() =>
      createVamp(base, { site, fields: { x: field } }).distribution(
        { pseudo: pseudo() },
        fakeGiven({ encode }),
        eagerContext().context,
      ),
    ).toThrow(NotSupportedError);
    const schema = vampPrior.config(() => {
      throw new Error("no slots");
    });
    expect(schema.parse({ kind: "vamp" })).toEqual({ ...base, components: 500, noise: 0.01 });
    expect(schema.safeParse({ kind: "vamp", K: 3 }).success).toBe(false);
  });
});
