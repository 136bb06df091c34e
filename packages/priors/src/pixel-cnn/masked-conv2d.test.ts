import { initialise } from "@elbo/program";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { causalMask, maskedConv2d } from "./masked-conv2d.ts";

beforeAll(useCpu);

describe("maskedConv2d", () => {
  it("masks as in the paper's figure 1", () => {
    expect(Array.from(causalMask(3, "A"))).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect(Array.from(causalMask(3, "B"))).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0]);
    expect(Array.from(causalMask(3, "above"))).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect(Array.from(causalMask(3, "rows"))).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0]);
    expect(Array.from(causalMask(3, "left"))).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0]);
    expect(Array.from(causalMask(3, "row"))).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 0]);
  });

  it.each(["A", "B"] as const)("lets pixel j reach pixel i only when j comes before i (mask %s)", (mask) => {
    const layer = maskedConv2d({ input: [3, 4, 2], channels: 2, kernel: 3, mask });
    const values = initialise(layer.params, { seed: 1n });
    const x = tf.reshape(tf.linspace(-1, 1, 24), [1, 3, 4, 2]);
    for (let i = 0; i < 12; i++) {
      const pick = tf.reshape(tf.oneHot(tf.scalar(i, "int32"), 12), [1, 3, 4, 1]);
      const gradient = tf.grad((v) => tf.sum(tf.mul(layer.apply(values, v), pick)))(x);
      const reach = tf.max(tf.abs(tf.reshape(gradient, [12, 2])), 1).dataSync();
      const [row, column] = [Math.floor(i / 4), i % 4];
      for (let j = 0; j < 12; j++) {
        const near = Math.abs(Math.floor(j / 4) - row) <= 1 && Math.abs((j % 4) - column) <= 1;
        expect((reach[j] as number) > 1e-6).toBe(near && (mask === "A" ? j < i : j <= i));
      }
    }
  });
});
