import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { expectGradients } from "../test-support/gradients.ts";
import { gatedDense } from "./gated-dense.ts";

beforeAll(useCpu);

describe("gatedDense", () => {
  it("computes (x W + b) sigmoid(x V + c)", () => {
    const layer = gatedDense({ input: 1, output: 2 });
    const values = {
      value: { weight: tf.tensor2d([[2, -3]]), bias: tf.tensor1d([1, 0]) },
      gate: { weight: tf.tensor2d([[0.5, 0]]), bias: tf.tensor1d([0, 1]) },
    };
    const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
    expectClose(layer.apply(values, tf.tensor2d([[2]])), [5 * sigmoid(1), -6 * sigmoid(1)]);
  });
  it("has the gradients of central differences", () => {
    const layer = gatedDense({ input: 3, output: 2 });
    const x = tf.tensor2d([0.3, -1, 0.7, 1.2, 0.1, -0.4], [2, 3]);
    expectGradients(layer.params, (values) => tf.square(layer.apply(values, x)));
  });
});
