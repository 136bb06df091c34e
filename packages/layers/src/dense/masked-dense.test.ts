import { ConfigError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { parameterGradients, randomValues } from "../test-support/gradients.ts";
import { madeMask, maskedDense } from "./masked-dense.ts";

beforeAll(useCpu);

describe("maskedDense", () => {
  it("cuts the masked connections, and their gradients", () => {
    const layer = maskedDense({ input: 2, output: 2, mask: [1, 0, 1, 1] });
    const values = { weight: tf.tensor2d([1, 2, 3, 4], [2, 2]), bias: tf.zeros([2]) };
    const x = tf.tensor2d([[1, 10]]);
    expectClose(layer.apply(values, x), [31, 40]);
    expectClose(parameterGradients(layer.params, values, (v) => layer.apply(v, x)).weight as tf.Tensor, [1, 0, 10, 10]);
  });
  it("makes output i depend on inputs before i only, through a hidden layer (MADE)", () => {
    const [inputs, hidden] = [
      [1, 2, 3, 4],
      [1, 2, 3, 1, 2, 3],
    ];
    const first = maskedDense({ input: 4, output: 6, mask: madeMask(inputs, hidden), activation: "tanh" });
    const second = maskedDense({ input: 6, output: 4, mask: madeMask(hidden, inputs, { last: true }) });
    const [a, b] = [randomValues(first.params), randomValues(second.params)];
    const net = (x: tf.Tensor) => second.apply(b, first.apply(a, x));
    for (let output = 0; output < 4; output++) {
      const row = tf.grad((x) => tf.sum(tf.slice(net(x), [0, output], [1, 1])))(tf.tensor2d([[0.3, -0.2, 0.5, 0.1]]));
      const depends = [...row.dataSync()].map((g) => g !== 0);
      expect(depends).toEqual([0, 1, 2, 3].map((input) => input < output));
    }
  });
  it("refuses a mask of another size", () => {
    expect(() => maskedDense({ input: 2, output: 2, mask: [1] })).toThrow(ConfigError);
    expect(() => maskedDense({ input: 2, output: 2, mask: [1] })).toThrow("expected 2 x 2 = 4 entries, got 1");
  });
});
