import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { useOracle } from "./oracle.ts";
import { stopGradient } from "./stop-gradient.ts";

beforeAll(useOracle);

describe("stopGradient", () => {
  it("keeps the values and blocks the gradient", () => {
    const x = tf.tensor([1, 2, 3]);
    expect([...stopGradient(x).dataSync()]).toEqual([1, 2, 3]);
    const g = tf.grad((y) => tf.sum(tf.mul(y, stopGradient(tf.square(y)))))(x);
    expect([...g.dataSync()]).toEqual([1, 4, 9]);
  });

  it("shares the data and frees it with the last owner", () => {
    const before = tf.memory();
    const x = tf.tensor([1, 2]);
    const y = stopGradient(x);
    x.dispose();
    expect([...y.dataSync()]).toEqual([1, 2]);
    y.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
  });
});
