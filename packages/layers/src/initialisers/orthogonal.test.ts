import { initialise } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { orthogonal } from "./orthogonal.ts";

beforeAll(useCpu);

const matrix = (shape: number[], gain?: number, blocks?: number) =>
  initialise({ w: { shape, init: orthogonal(gain, blocks) } }, { seed: 5n }).w;

describe("orthogonal", () => {
  it("gives W^T W = gain^2 I for a tall matrix", () => {
    const w = matrix([7, 4], 2);
    expectClose(tf.matMul(w, w, true), tf.mul(tf.eye(4), 4));
  });
  it("gives W W^T = I for a wide matrix", () => {
    const w = matrix([3, 8]);
    expectClose(tf.matMul(w, w, false, true), tf.eye(3));
  });
  it("makes each block orthogonal by itself", () => {
    for (const block of tf.split(matrix([5, 15], 1, 3), 3, 1)) expectClose(tf.matMul(block, block, true), tf.eye(5));
  });
});
