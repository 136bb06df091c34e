import { initialise } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { readFixture, type Stored, stored } from "../test-support/read-fixture.ts";
import { layerNorm } from "./layer-norm.ts";

beforeAll(useCpu);

const fixture = readFixture<Record<string, Stored>>("layer-norm", import.meta.url);
const at = (name: string) => stored(fixture[name] as Stored);

describe("layerNorm", () => {
  const layer = layerNorm({ width: 5 });
  it("equals PyTorch's in float64, value and gradients", () => {
    expectClose(layer.apply({ gain: at("gain"), bias: at("bias") }, at("x")), at("y"), 2e-6);
    const loss = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor) =>
      tf.sum(tf.mul(layer.apply({ gain, bias }, x), at("cotangent")));
    const [gradX, gradGain, gradBias] = tf.grads(loss as (...xs: tf.Tensor[]) => tf.Tensor)([
      at("x"),
      at("gain"),
      at("bias"),
    ]);
    expectClose(gradX as tf.Tensor, at("gradX"), 1e-5);
    expectClose(gradGain as tf.Tensor, at("gradGain"), 1e-5);
    expectClose(gradBias as tf.Tensor, at("gradBias"), 1e-5);
  });
  it("starts with mean 0 and variance 1 over the last axis", () => {
    const { mean, variance } = tf.moments(layer.apply(initialise(layer.params), at("x")), -1);
    expectClose(tf.add(mean, 1), [1, 1, 1, 1], 1e-6);
    expectClose(variance, [1, 1, 1, 1], 1e-3);
  });
});
