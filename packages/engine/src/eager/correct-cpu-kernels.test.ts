import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { correctCpuKernels } from "./correct-cpu-kernels.ts";

it("tensorScatterUpdate leaves its operand as it was, and no memory behind", async () => {
  await useCpu();
  correctCpuKernels();
  correctCpuKernels();
  const before = tf.memory().numDataBuffers;
  tf.tidy(() => {
    const x = tf.tensor1d([1, 2, 3]);
    const y = tf.tensorScatterUpdate(x, tf.tensor2d([[1]], [1, 1], "int32"), tf.tensor1d([9]));
    expect([...y.dataSync()]).toEqual([1, 9, 3]);
    expect([...x.dataSync()]).toEqual([1, 2, 3]);
  });
  expect(tf.memory().numDataBuffers).toBe(before);
});

it("a product of stacks repeats either stack along any axis", async () => {
  await useCpu();
  correctCpuKernels();
  const before = tf.memory().numDataBuffers;
  tf.tidy(() => {
    const numbers = (shape: number[]) =>
      tf.tensor(
        Float32Array.from({ length: shape.reduce((p, q) => p * q, 1) }, (_, i) => (i % 7) - 3),
        shape,
      );
    for (const [p, q, lead] of [
      [
        [2, 1],
        [2, 3],
        [2, 3],
      ],
      [[5, 1], [4], [5, 4]],
      [
        [2, 1, 3],
        [1, 4, 1],
        [2, 4, 3],
      ],
    ] as const) {
      const [a, b] = [numbers([...p, 2, 3]), numbers([...q, 3, 2])];
      const wide = (x: tf.Tensor) => tf.broadcastTo(x, [...lead, ...x.shape.slice(-2)]);
      const product = tf.matMul(a, b);
      expect(product.shape).toEqual([...lead, 2, 2]);
      expect(product.dataSync()).toEqual(tf.matMul(wide(a), wide(b)).dataSync());
    }
  });
  expect(tf.memory().numDataBuffers).toBe(before);
});
