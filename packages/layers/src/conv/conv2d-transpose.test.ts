import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectGradients } from "../test-support/gradients.ts";
import { readFixture, type Stored, stored } from "../test-support/read-fixture.ts";
import type { Padding } from "./conv-shapes.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dTranspose } from "./conv2d-transpose.ts";

beforeAll(useCpu);

interface Case {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding;
  readonly x: Stored;
  readonly weight: Stored;
  readonly y: Stored;
  readonly cotangent: Stored;
  readonly gradX: Stored;
  readonly gradWeight: Stored;
}
const { cases } = readFixture<{ cases: Case[] }>("conv2d-transpose", import.meta.url);

describe("conv2dTranspose", () => {
  it.each(cases)("kernel $kernel stride $stride $padding: value and gradients equal PyTorch's in float64", (c) => {
    const layer = conv2dTranspose({
      input: c.x.shape.slice(1),
      channels: 3,
      kernel: c.kernel,
      stride: c.stride,
      padding: c.padding,
    });
    const bias = tf.zeros([3]);
    expect(layer.params.weight.shape).toEqual(c.weight.shape);
    const y = layer.apply({ weight: stored(c.weight), bias }, stored(c.x));
    expect(y.shape.slice(1)).toEqual([...layer.shape]);
    expectClose(y, c.y.values, 1e-6);
    const loss = (x: tf.Tensor, weight: tf.Tensor) =>
      tf.sum(tf.mul(layer.apply({ weight, bias }, x), stored(c.cotangent)));
    const [gradX, gradWeight] = tf.grads(loss as (...xs: tf.Tensor[]) => tf.Tensor)([stored(c.x), stored(c.weight)]);
    expectClose(gradX as tf.Tensor, c.gradX.values, 1e-6);
    expectClose(gradWeight as tf.Tensor, c.gradWeight.values, 1e-6);
  });
  it("adds the bias per channel, applies the activation, and its gradients equal central differences", () => {
    const layer = conv2dTranspose({ input: [3, 2, 2], channels: 2, kernel: 2, stride: 2, activation: "softplus" });
    const x = tf.tensor(
      [...Array(24).keys()].map((i) => Math.sin(3 * i)),
      [2, 3, 2, 2],
    );
    const zero = { weight: tf.zeros([...layer.params.weight.shape]), bias: tf.tensor1d([0, 2]) };
    expectClose(tf.max(layer.apply(zero, x), [0, 1, 2]), [Math.log(2), Math.log(1 + Math.exp(2))]);
    expectGradients(layer.params, (values) => tf.square(layer.apply(values, x)));
  });
  it.each([
    { stride: 2, kernel: 4, grid: [5, 3] as const },
    { stride: 2, kernel: 3, grid: [6, 3] as const },
    { stride: 3, kernel: 5, grid: [7, 5] as const },
  ])(
    "to a grid $grid that stride $stride does not divide: still the transpose of conv2d",
    ({ stride, kernel, grid }) => {
      const size = { channels: 2, kernel, stride };
      const forth = conv2d({ input: [...grid, 2], ...size });
      const back = conv2dTranspose({ input: forth.shape, ...size, grid });
      expect(back.shape).toEqual([...grid, 2]);
      const numbers = (shape: readonly number[], by: number) =>
        tf.tensor(
          [...Array(tf.util.sizeFromShape([...shape])).keys()].map((i) => Math.sin(by * i)),
          [...shape],
        );
      const [u, x] = [numbers([1, ...grid, 2], 2), numbers([1, ...forth.shape], 3)];
      const weight = numbers([kernel, kernel, 2, 2], 5);
      // <conv(u), x> = <u, transpose(x)>, the kernel being the same numbers.
      const [ahead, behind] = [
        forth.apply({ weight, bias: tf.zeros([2]) }, u),
        back.apply({ weight, bias: tf.zeros([2]) }, x),
      ];
      expectClose(tf.sum(tf.mul(ahead, x)), tf.sum(tf.mul(u, behind)), 1e-5);
    },
  );
  it("refuses a grid that no convolution brings back", () => {
    const options = { input: [3, 2, 2], channels: 2, kernel: 2, stride: 2, where: "decoders/residual" };
    expect(() => conv2dTranspose({ ...options, grid: [4, 4] })).toThrow(/^decoders\/residual: .*expected \[6, 4\]/);
  });
});
