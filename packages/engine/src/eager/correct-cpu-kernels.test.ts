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
