import { initialise } from "@elbo/program";
import type { ParamTree, Values } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { conv2d } from "../conv/conv2d.ts";
import { conv2dTranspose } from "../conv/conv2d-transpose.ts";
import { dense } from "../dense/dense.ts";
import { gatedDense } from "../dense/gated-dense.ts";
import type { Layer } from "../layer.ts";
import { readFixture, type Stored, stored } from "../test-support/read-fixture.ts";
import { weightNorm } from "./weight-norm.ts";

beforeAll(useCpu);

type Name = "x" | "y" | "cotangent" | "gradX" | "gain" | "gradGain" | "direction" | "gradDirection" | "bias";
const f = readFixture<{ cases: readonly Record<Name, Stored>[] }>("weight-norm", import.meta.url);
const plain = { channels: 3, kernel: 3, stride: 1, padding: "valid" } as const;
const layers = [
  ["dense", dense({ input: 4, output: 3 })],
  ["conv2d", conv2d({ input: [5, 4, 2], ...plain })],
  ["conv2dTranspose", conv2dTranspose({ input: [3, 2, 2], ...plain })],
] as const;

describe("weightNorm", () => {
  it.each(layers.map(([name, layer], i) => [name, layer as Layer, i] as const))(
    "of %s equals PyTorch's, with its gradients",
    (_, inner, i) => {
      const given = f.cases[i] as Record<Name, Stored>;
      const layer = weightNorm(inner);
      const values = (direction: tf.Tensor, gain: tf.Tensor) =>
        ({ direction, gain, bias: stored(given.bias) }) as unknown as Values<ParamTree>;
      const [x, direction, gain] = [stored(given.x), stored(given.direction), stored(given.gain)];
      expectClose(layer.apply(values(direction, gain), x), given.y.values, 1e-5);
      const grads = tf.grads((...[at, v, g]: tf.Tensor[]) =>
        tf.sum(tf.mul(layer.apply(values(v as tf.Tensor, g as tf.Tensor), at as tf.Tensor), stored(given.cotangent))),
      )([x, direction, gain]);
      expectClose(grads[0] as tf.Tensor, given.gradX.values, 1e-5);
      expectClose(grads[1] as tf.Tensor, given.gradDirection.values, 1e-5);
      expectClose(grads[2] as tf.Tensor, given.gradGain.values, 1e-5);
    },
  );

  it("reaches weights however deep, and starts with outputs of variance 1", () => {
    const layer = weightNorm(gatedDense({ input: 3, output: 2 }) as Layer);
    expect(Object.keys(layer.params.value as ParamTree)).toEqual(["direction", "gain", "bias"]);
    const wide = weightNorm(dense({ input: 400, output: 300 }) as Layer);
    const x = tf.tensor2d(
      Array.from({ length: 400 }, (_, i) => Math.SQRT2 * Math.sin(0.7 + 1.3 * i * i)),
      [1, 400],
    );
    const { mean, variance } = tf.moments(wide.apply(initialise(wide.params), x));
    // |w| = 1 for each of 300 outputs: variance 1 with a deviation of sqrt(2 / 300).
    expect(Math.abs((variance.dataSync()[0] as number) - 1)).toBeLessThan(4 * Math.sqrt(2 / 300));
    expect(Math.abs(mean.dataSync()[0] as number)).toBeLessThan(4 / Math.sqrt(300));
  });
});
