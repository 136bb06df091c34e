import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectInverse, jacobians, logDeterminant } from "../test-support/jacobian.ts";
import { normals } from "../test-support/random-values.ts";
import { householder } from "./householder.ts";

beforeAll(useCpu);

describe("householder", () => {
  it("turns v round and leaves what is normal to it", () => {
    const { forward } = householder(tf.tensor1d([3, 4]));
    expectClose(forward(tf.tensor2d([3, 4, 4, -3], [2, 2])).value, [-3, -4, 4, -3]);
  });

  it("is orthogonal and its own inverse, a reflection per example", () => {
    const map = householder(normals("v", [4, 3]));
    const x = normals("x", [4, 3]);
    expectInverse(map, x);
    for (const j of jacobians(map.forward, x)) {
      expect(Math.abs(logDeterminant(j))).toBeLessThan(1e-6);
      const rows = tf.tensor2d(j);
      expectClose(tf.matMul(rows, rows, false, true), tf.eye(3), 1e-5);
    }
  });

  it("is the identity for v = 0, with finite gradients", () => {
    const x = normals("x", [4, 3]);
    expectClose(householder(tf.zeros([3])).forward(x).value, x);
    const gradient = tf.grad((v) => tf.sum(householder(v).forward(x).value))(tf.zeros([3]));
    expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true);
  });
});
