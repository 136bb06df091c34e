import { eagerContext, initialise, listParams } from "@elbo/program";
import type { ParamTree, Values } from "@elbo/spec";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { conv2d } from "../conv/conv2d.ts";
import { conv2dTranspose } from "../conv/conv2d-transpose.ts";
import { dense } from "../dense/dense.ts";
import { gatedDense } from "../dense/gated-dense.ts";
import type { Layer } from "../layer.ts";
import { spectralNorm } from "./spectral-norm.ts";

beforeAll(useCpu);

const layer = spectralNorm(dense({ input: 2, output: 2 }) as Layer);
const values = (weight: tf.Tensor, left: tf.Tensor) =>
  ({ weight, left, bias: tf.zeros([2]) }) as unknown as Values<ParamTree>;
/** R(0.4) diag(3, 0.5) R(-1.1): singular values 3 and 0.5; x W, so that rows are inputs. */
const weight = () => {
  const turn = (a: number) => tf.tensor2d([Math.cos(a), -Math.sin(a), Math.sin(a), Math.cos(a)], [2, 2]);
  return tf.matMul(tf.matMul(turn(0.4), tf.tensor2d([3, 0, 0, 0.5], [2, 2])), turn(-1.1));
};
const longest = () => tf.tensor2d([Math.cos(0.4), Math.sin(0.4)], [1, 2]);

/** u after `steps` training steps with this weight. */
const trained = (w: tf.Tensor, steps: number): tf.Tensor => {
  let left: tf.Tensor = tf.tensor1d([0.3, -2]);
  for (let step = 0; step < steps; step++) {
    const { context, updates } = eagerContext({ step });
    layer.apply(values(w, left), longest(), context);
    left = updates.get(left) as tf.Tensor;
  }
  return left;
};

describe("spectralNorm", () => {
  it("finds the largest singular value: the longest direction keeps its length, the other has 0.5 / 3 of it", () => {
    const left = trained(weight(), 12);
    const length = (x: tf.Tensor) => tf.sqrt(tf.sum(tf.square(layer.apply(values(weight(), left), x)))).dataSync()[0];
    expect(length(longest())).toBeCloseTo(1, 5);
    expect(length(tf.tensor2d([-Math.sin(0.4), Math.cos(0.4)], [1, 2]))).toBeCloseTo(0.5 / 3, 5);
  });

  it("has the gradient of W / sigma(W), where sigma is the closed form of a 2 x 2 matrix", () => {
    const left = trained(weight(), 12);
    const x = tf.tensor2d([0.7, -1.2, 0.4, 2], [2, 2]);
    const cotangent = tf.tensor2d([1, -0.5, 0.3, 0.8], [2, 2]);
    const ours = (w: tf.Tensor) => tf.sum(tf.mul(layer.apply(values(w, left), x), cotangent));
    const exact = (w: tf.Tensor) => {
      const [a, b, c, d] = w.dataSync() as unknown as [number, number, number, number];
      const [sum, determinant] = [a * a + b * b + c * c + d * d, a * d - b * c];
      const sigma = Math.sqrt((sum + Math.sqrt(sum * sum - 4 * determinant * determinant)) / 2);
      return tf.sum(tf.mul(tf.matMul(x, tf.div(w, sigma) as tf.Tensor2D), cotangent));
    };
    expectClose(ours(weight()), exact(weight()), 1e-5);
    expectClose(tf.grad(ours)(weight()), centralDifference(exact, weight(), 1e-2), 1e-3);
  });

  it("moves its state in training only, one step a pass", () => {
    const left = tf.tensor1d([1, 0]);
    for (const [training, count] of [
      [true, 1],
      [false, 0],
    ] as const) {
      const { context, updates } = eagerContext({ training });
      layer.apply(values(weight(), left), longest(), context);
      expect(updates.size).toBe(count);
    }
    expect(tf.sum(tf.square(trained(weight(), 1))).dataSync()[0]).toBeCloseTo(1, 6);
  });

  it("sees kernels as one row per output channel: of a b', sigma is |a| |b|, whatever u was", () => {
    const sizes = { channels: 3, kernel: 2, stride: 1, padding: "valid" } as const;
    const [a, b] = [tf.tensor1d([1, -2, 0.5]), tf.tensor1d([0.2, 1, -1, 0.7, 2, 0.1, -0.4, 0.9])];
    const size = (t: tf.Tensor) => Math.sqrt(tf.sum(tf.square(t)).dataSync()[0] as number);
    const outer = tf.reshape(tf.outerProduct(a, b), [3, 2, 2, 2]); // [out, k, k, in]
    const cases = [
      [conv2d({ input: [3, 3, 2], ...sizes }), tf.transpose(outer, [1, 2, 3, 0])],
      [conv2dTranspose({ input: [3, 3, 2], ...sizes }), tf.transpose(outer, [1, 2, 0, 3])],
    ] as const;
    for (const [inner, kernel] of cases) {
      const x = tf.reshape(tf.linspace(-1, 2, 18), [1, 3, 3, 2]);
      const bias = tf.zeros([3]);
      const wrapped = spectralNorm(inner as Layer);
      const own = { weight: kernel, left: tf.tensor1d([0.5, 1, 1]), bias };
      const plain = (inner as Layer).apply({ weight: tf.div(kernel, size(a) * size(b)), bias } as never, x);
      expectClose(wrapped.apply(own as never, x), plain, 1e-5);
    }
  });

  it("reaches weights however deep", () => {
    const gated = spectralNorm(gatedDense({ input: 3, output: 2 }) as Layer);
    const states = listParams(gated.params).filter(({ spec }) => spec.state);
    expect(states.map(({ path, spec }) => [path, spec.shape])).toEqual([
      ["value/left", [2]],
      ["gate/left", [2]],
    ]);
    expect(gated.apply(initialise(gated.params), tf.ones([1, 3])).shape).toEqual([1, 2]);
  });
});
