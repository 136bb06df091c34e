import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { logMeanExp, logSumExp } from "./log-sum-exp.ts";

beforeAll(useCpu);

describe("logSumExp and logMeanExp", () => {
  it("are exact on any axis, and finite at a thousand", () => {
    const x = tf.tensor([
      [0, Math.log(3)],
      [Math.log(2), 1000],
    ]);
    expectClose(logSumExp(x, 0), [Math.log(3), 1000], 1e-6);
    expectClose(logSumExp(x, -1), [Math.log(4), 1000], 1e-6);
    expectClose(logMeanExp(x, 1), [Math.log(2), 1000 - Math.log(2)], 1e-6);
    expectClose(logMeanExp(tf.fill([50, 2], -1e4), 0), [-1e4, -1e4], 1e-6);
  });

  it("has the gradient softmax(x), also at ties, where the plain form doubles it", () => {
    const x = tf.tensor([1, 1, -0.5, 2]);
    expectClose(tf.grad((v) => logSumExp(v, 0))(x), tf.softmax(x), 1e-6);
    expectClose(tf.grad((v) => logSumExp(v, 0))(tf.tensor([3, 3])), [0.5, 0.5], 1e-6);
    expectClose(
      tf.grad((v) => logSumExp(v, 0))(x),
      centralDifference((v) => logSumExp(v, 0), x),
      1e-3,
    );
  });

  it("is an upper bound of the maximum by at most log n", () => {
    const gap = logSumExp(tf.tensor([3, 1, 2]), 0).dataSync()[0] as number;
    expect(gap).toBeGreaterThan(3);
    expect(gap).toBeLessThan(3 + Math.log(3));
  });
});
