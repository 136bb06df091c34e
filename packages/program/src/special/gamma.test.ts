import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { alongGradient, gradientError, useOracle, weighted } from "../gradients/oracle.ts";
import { digamma, lgamma } from "./gamma.ts";

beforeAll(useOracle);

const EULER = 0.5772156649015329;
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const at = (f: (x: tf.Tensor) => tf.Tensor, x: number) => f(tf.tensor([x])).dataSync()[0] as number;
const close = (received: number, expected: number) =>
  expect(Math.abs(received - expected)).toBeLessThan(3e-6 * Math.max(1, Math.abs(expected)));

describe("lgamma", () => {
  it("is log (n - 1)! at whole numbers", () => {
    for (const n of [1, 2, 3, 7, 8, 9, 20]) close(at(lgamma, n), Math.log(factorial(n - 1)));
  });

  it("is known at halves and thirds", () => {
    close(at(lgamma, 0.5), 0.5 * Math.log(Math.PI));
    close(at(lgamma, 1.5), Math.log(Math.sqrt(Math.PI) / 2));
    close(at(lgamma, 1 / 3), Math.log(2.678938534707748));
  });

  it("holds Legendre's duplication from small to large", () => {
    for (const x of [1e-3, 0.1, 3.9, 4.1, 30, 1e4]) {
      const doubled = (1 - 2 * x) * Math.LN2 + 0.5 * Math.log(Math.PI) + at(lgamma, 2 * x);
      const scale = Math.max(1, Math.abs(at(lgamma, 2 * x)));
      expect(Math.abs(at(lgamma, x) + at(lgamma, x + 0.5) - doubled)).toBeLessThan(1e-5 * scale);
    }
  });

  it("has digamma for its gradient, also across the seam and for huge arguments", () => {
    const x = tf.tensor([0.05, 0.7, 1, 3.2, 7.99, 8.01, 50, 1e6]);
    const expected = digamma(x).dataSync();
    tf.grad((y) => tf.sum(lgamma(y)))(x)
      .dataSync()
      .forEach((value, i) => {
        close(value, expected[i] as number);
      });
  });

  it("has the second-order gradient that central differences give", () => {
    const f = (x: tf.Tensor) => weighted(lgamma(x));
    expect(gradientError(alongGradient(f), tf.tensor([0.7, 1.6, 4, 9]))).toBeLessThan(1e-2);
  });
});

describe("digamma", () => {
  it("is known at 1, 1/2, and by its recurrence", () => {
    close(at(digamma, 1), -EULER);
    close(at(digamma, 0.5), -EULER - 2 * Math.LN2);
    close(at(digamma, 10), -EULER + [1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((sum, k) => sum + 1 / k, 0));
    close(at(digamma, 1e-3), at(digamma, 1.001) - 1e3);
  });

  it("has the trigamma function for its gradient", () => {
    const trigamma = tf
      .grad((x) => tf.sum(digamma(x)))(tf.tensor([1, 0.5]))
      .dataSync();
    close(trigamma[0] as number, Math.PI ** 2 / 6);
    close(trigamma[1] as number, Math.PI ** 2 / 2);
  });
});
