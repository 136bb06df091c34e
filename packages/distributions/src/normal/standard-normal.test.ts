import { eagerContext } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { kolmogorovSmirnov, normalCdf } from "../../fixtures/statistics.ts";
import { normalDiagonal } from "./normal-diagonal.ts";
import { standardNormal } from "./standard-normal.ts";

beforeAll(useCpu);

describe("standardNormal", () => {
  it("equals the diagonal Gaussian with mean 0 and scale 1", () => {
    const p = standardNormal([2, 3]);
    const same = normalDiagonal({ mean: tf.zeros([2, 3]), scale: tf.ones([2, 3]), eventAxes: 2 });
    const z = tf.tensor([1, -2, 0.5, 3, 0, -0.1, 4, 2, 1, 0, 0, 1], [2, 2, 3]);
    expect([p.batchShape, p.eventShape]).toEqual([[], [2, 3]]);
    expectClose(p.logProb(z), same.logProb(z), 1e-6);
    expectClose(p.entropy(), same.entropy(), 1e-6);
    expectClose(p.cdf(z), same.cdf(z), 1e-6);
    expectClose(p.mean(), same.mean());
    expect(p.mode().shape).toEqual([2, 3]);
    expectClose(tf.grad((x) => tf.sum(p.frozen().logProb(x)))(z), tf.neg(z), 1e-6);
  });

  it("draws standard normal coordinates with their density", () => {
    const p = standardNormal([3]);
    const { value, logProb } = p.draw(1500, eagerContext({ seed: 11n }).context);
    expect(value.shape).toEqual([1500, 3]);
    expectClose(logProb, p.logProb(value), 1e-6);
    expect(kolmogorovSmirnov(value.dataSync(), (x) => normalCdf(x))).toBeLessThan(1.95);
  });
});
