import { eagerContext } from "@elbo/program";
import { ShapeError } from "@elbo/spec";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { kolmogorovSmirnov, meanAndError, normalCdf } from "../../fixtures/statistics.ts";
import { torch } from "../../fixtures/torch.ts";
import { normal, normalDiagonal } from "./normal-diagonal.ts";

beforeAll(useCpu);

const sum = (x: tf.Tensor) => tf.sum(x);

describe("normalDiagonal", () => {
  it("agrees with torch in float64: density, entropy, distribution function", () => {
    const t = torch("normal");
    const q = normalDiagonal({ mean: t("mean"), scale: t("scale"), eventAxes: 1 });
    expect([q.batchShape, q.eventShape]).toEqual([[3], [4]]);
    expectClose(q.logProb(t("value")), t("logProb"), 1e-6);
    expectClose(q.entropy(), t("entropy"), 1e-6);
    expectClose(q.cdf(t("value")), t("cdf"), 1e-6);
  });

  it("is the same by scale and by log variance, also in its gradients", () => {
    const t = torch("normal");
    const logVariance = tf.mul(tf.log(t("scale")), 2);
    const by = (lv: tf.Tensor) => normalDiagonal({ mean: t("mean"), logVariance: lv, eventAxes: 1 });
    expectClose(by(logVariance).logProb(t("value")), t("logProb"), 1e-6);
    const f = (lv: tf.Tensor) => sum(by(lv).logProb(t("value")));
    expectClose(tf.grad(f)(logVariance), centralDifference(f, logVariance), 1e-3);
  });

  it("integrates to one on a grid, coordinate by coordinate", () => {
    const [low, high, n] = [-12, 12, 4001];
    const q = normal({ mean: tf.tensor([0.3, -1, 2]), scale: tf.tensor([0.2, 1, 1.7]) });
    const grid = tf.reshape(tf.linspace(low, high, n), [n, 1]);
    const mass = tf.mul(tf.sum(tf.exp(q.logProb(tf.tile(grid, [1, 3]))), 0), (high - low) / (n - 1));
    expectClose(mass, [1, 1, 1], 1e-5);
  });

  it("broadcasts leading sample axes and events of three axes", () => {
    const q = normalDiagonal({ mean: tf.zeros([5, 7, 7, 2]), scale: tf.scalar(1), eventAxes: 3 });
    expect([q.batchShape, q.eventShape]).toEqual([[5], [7, 7, 2]]);
    const value = tf.ones([3, 1, 7, 7, 2]);
    expect(q.logProb(value).shape).toEqual([3, 5]);
    expectClose(q.logProb(value), new Array(15).fill(98 * (-0.5 - 0.5 * Math.log(2 * Math.PI))), 1e-6);
    expectClose(q.entropy(), new Array(5).fill(98 * 0.5 * Math.log(2 * Math.PI * Math.E)), 1e-6);
    expect(() => normalDiagonal({ mean: tf.zeros([2]), scale: tf.ones([2]), eventAxes: 2 })).toThrow(ShapeError);
  });

  it("with noise is the Gaussian of the summed variances, and says its variance", () => {
    const p = normal({ mean: tf.tensor1d([0.3, -1]), scale: tf.tensor1d([0.6, 2]) });
    expectClose(p.variance?.() as tf.Tensor, [0.36, 4], 1e-6);
    const wider = p.withNoise?.(0.8);
    const same = normal({ mean: tf.tensor1d([0.3, -1]), scale: tf.tensor1d([1, Math.sqrt(4.64)]) });
    const x = tf.tensor2d([0, 1, -3, 2], [2, 2]);
    const score = wider?.logProb as typeof same.logProb;
    expectClose(score(x), same.logProb(x), 1e-6);
    expectClose(wider?.mean?.() as tf.Tensor, [0.3, -1], 1e-6);
  });

  it("draws what it states: shapes, moments, Kolmogorov-Smirnov, and the density along the path", () => {
    const [mean, scale] = [
      [1, -2],
      [0.5, 3],
    ];
    const q = normalDiagonal({ mean: tf.tensor([mean]), scale: tf.tensor([scale]), eventAxes: 1 });
    const draw = q.draw(4000, eagerContext({ seed: 7n }).context);
    expect(draw.value.shape).toEqual([4000, 1, 2]);
    expect(draw.logProb.shape).toEqual([4000, 1]);
    expectClose(draw.logProb, q.logProb(draw.value), 1e-5);
    for (const d of [0, 1]) {
      const values = draw.value.dataSync().filter((_, i) => i % 2 === d);
      const [m, s] = [mean[d] as number, scale[d] as number];
      const estimate = meanAndError(values);
      expect(Math.abs(estimate.mean - m)).toBeLessThan(4 * estimate.error);
      expect(estimate.error * Math.sqrt(4000)).toBeCloseTo(s, 0);
      expect(kolmogorovSmirnov(values, (x) => normalCdf(x, m, s))).toBeLessThan(1.95);
      expect(kolmogorovSmirnov(values, (x) => normalCdf(x, m, s * 1.25))).toBeGreaterThan(1.95);
    }
  });

  it("has an entropy that equals -E[log p] within four standard errors", () => {
    const q = normalDiagonal({ mean: tf.tensor([0, 1]), scale: tf.tensor([0.4, 2]), eventAxes: 1 });
    const { mean, error } = meanAndError(q.draw(4000, eagerContext().context).logProb.dataSync());
    expect(Math.abs(-mean - (q.entropy().dataSync()[0] as number))).toBeLessThan(4 * error);
  });

  it("has gradients to value, mean and scale that match central differences", () => {
    const t = torch("normal");
    const [x, mean, scale] = [t("value"), t("mean"), t("scale")];
    const f = (v: tf.Tensor, m: tf.Tensor, s: tf.Tensor) =>
      sum(normalDiagonal({ mean: m, scale: s, eventAxes: 1 }).logProb(v));
    const [dx, dm, ds] = tf.grads((v, m, s) => f(v, m, s))([x, mean, scale]) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const u = tf.div(tf.sub(x, mean), scale);
    expectClose(dx, tf.neg(tf.div(u, scale)), 1e-5);
    expectClose(dm, tf.sum(tf.div(u, scale), 0), 1e-5);
    expectClose(ds, tf.sum(tf.div(tf.sub(tf.square(u), 1), scale), 0), 1e-5);
    const smooth = tf.add(tf.abs(scale), 0.5);
    const along = (s: tf.Tensor) => f(x, mean, s);
    expectClose(tf.grad(along)(smooth), centralDifference(along, smooth), 1e-3);
  });

  it("is pathwise: a draw moves with mean by 1 and with scale by the noise", () => {
    const context = () => eagerContext({ seed: 3n }).context;
    const noise = normal({ mean: tf.zeros([4]), scale: tf.ones([4]) }).draw(1, context()).value;
    const [dm, ds] = tf.grads((mean, scale) => sum(normal({ mean, scale }).draw(1, context()).value))([
      tf.tensor([1, 2, 3, 4]),
      tf.tensor([1, 2, 3, 4]),
    ]) as [tf.Tensor, tf.Tensor];
    expectClose(dm, [1, 1, 1, 1]);
    expectClose(ds, noise);
  });

  it("frozen keeps the density and the gradient to the value, and drops the gradient to its parameters", () => {
    const t = torch("normal");
    const f = (v: tf.Tensor, m: tf.Tensor) =>
      tf.add(
        sum(
          normalDiagonal({ mean: m, scale: t("scale"), eventAxes: 1 })
            .frozen()
            .logProb(v),
        ),
        tf.mul(sum(m), 0),
      );
    const [dx, dm] = tf.grads(f)([t("value"), t("mean")]) as [tf.Tensor, tf.Tensor];
    expectClose(dx, tf.neg(tf.div(tf.sub(t("value"), t("mean")), tf.square(t("scale")))), 1e-5);
    expect(Array.from(dm.dataSync()).every((g) => g === 0)).toBe(true);
  });
});
