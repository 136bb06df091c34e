import { initialise } from "@elbo/program";
import { expectClose, relativeError, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectGradients } from "../test-support/gradients.ts";
import { dense } from "./dense.ts";

beforeAll(useCpu);

describe("dense", () => {
  it("computes f(x W + b)", () => {
    const layer = dense({ input: 2, output: 2, activation: "relu" });
    const values = { weight: tf.tensor2d([1, 2, 3, 4], [2, 2]), bias: tf.tensor1d([0.5, -20]) };
    expectClose(layer.apply(values, tf.tensor2d([[1, 2]])), [7.5, 0]);
  });
  it("starts within Glorot's limit, with zero bias, the same for the same seed", () => {
    const layer = dense({ input: 3, output: 3 });
    const [a, b, other] = [1n, 1n, 2n].map((seed) => initialise(layer.params, { seed }));
    expectClose(a?.weight as tf.Tensor, b?.weight as tf.Tensor, 0);
    expect(Math.max(...tf.abs(a?.weight as tf.Tensor).dataSync())).toBeLessThanOrEqual(1);
    expect(relativeError(a?.weight as tf.Tensor, other?.weight as tf.Tensor)).toBeGreaterThan(0.1);
    expectClose(a?.bias as tf.Tensor, [0, 0, 0], 0);
  });
  it("starts as the initialiser that is named, its bias too", () => {
    const { weight, bias } = initialise(dense({ input: 4, output: 50, init: "fan-in-uniform" }).params, { seed: 1n });
    for (const values of [weight, bias]) {
      const most = Math.max(...tf.abs(values).dataSync());
      expect(most).toBeGreaterThan(0.4);
      expect(most).toBeLessThanOrEqual(0.5);
    }
  });
  it("has the gradients of central differences", () => {
    const layer = dense({ input: 3, output: 4, activation: "tanh" });
    const x = tf.tensor2d([0.3, -1, 0.7, 1.2, 0.1, -0.4], [2, 3]);
    expectGradients(layer.params, (values) => tf.square(layer.apply(values, x)));
  });
});
