import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { alongGradient, gradientError, useOracle, weighted } from "../gradients/oracle.ts";
import { log1mexp, logAddExp } from "./log-exponential.ts";

beforeAll(useOracle);

const points = [1e-6, 1e-3, 0.1, 0.69, 0.7, 2, 20, 80];

describe("log1mexp", () => {
  it("equals log(1 - e^-x) in float64, from tiny to large", () => {
    const received = log1mexp(tf.tensor(points)).dataSync();
    points.forEach((x, i) => {
      const rounded = Math.fround(x);
      const expected = rounded < 0.1 ? Math.log(-Math.expm1(-rounded)) : Math.log1p(-Math.exp(-rounded));
      expect(Math.abs((received[i] as number) - expected)).toBeLessThan(2e-6 * Math.abs(expected) + 1e-30);
    });
  });

  it("has gradient 1 / (e^x - 1), finite everywhere", () => {
    const g = tf
      .grad((x) => tf.sum(log1mexp(x)))(tf.tensor(points))
      .dataSync();
    points.forEach((x, i) => {
      const expected = 1 / Math.expm1(Math.fround(x));
      expect(Math.abs((g[i] as number) - expected)).toBeLessThan(1e-5 * expected + 1e-30);
    });
  });

  it("has the second-order gradient that central differences give", () => {
    const f = (x: tf.Tensor) => weighted(log1mexp(x));
    expect(gradientError(alongGradient(f), tf.tensor([0.4, 0.6, 0.9, 2]))).toBeLessThan(1e-2);
  });
});

describe("logAddExp", () => {
  it("neither overflows nor loses the larger, and broadcasts", () => {
    const a = tf.tensor([[1000, -1000, 0, 3]]);
    const b = tf.tensor([[1000], [-2000]]);
    const expected = [1000 + Math.LN2, 1000, 1000, 1000, 1000, -1000, 0, 3];
    [...logAddExp(a, b).dataSync()].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 3);
    });
  });

  it("shares the gradient by softmax, also at ties", () => {
    const [a, b] = [tf.tensor([2, 0]), tf.tensor([2, 1])];
    const [ga, gb] = tf.grads((x, y) => tf.sum(logAddExp(x as tf.Tensor, y as tf.Tensor)))([a, b]);
    const second = 1 / (1 + Math.E);
    [0.5, second].forEach((expected, i) => {
      expect(ga?.dataSync()[i]).toBeCloseTo(expected, 6);
      expect(gb?.dataSync()[i]).toBeCloseTo(1 - expected, 6);
    });
  });

  it("has the second-order gradient that central differences give", () => {
    const f = (x: tf.Tensor) => weighted(logAddExp(x, tf.tensor([0.3, 0.1, -0.2])));
    expect(gradientError(alongGradient(f), tf.tensor([0.5, -1, 1.5]))).toBeLessThan(1e-2);
  });
});
