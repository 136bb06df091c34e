import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { normals } from "../test-support/random-values.ts";
import { affine, gated, invertElements } from "./affine.ts";

beforeAll(useCpu);

const raw = () => normals("raw", [40, 2], 2);
const x = () => normals("x", [40]);

describe.each([
  ["affine", affine],
  ["gated", gated],
  ["affine, inverted", invertElements(affine)],
])("%s", (_, map) => {
  it("has the slope of its derivative, and comes back", () => {
    const to = map.forward(x(), raw());
    const slope = tf.grad((at) => tf.sum(map.forward(at, raw()).value))(x());
    expectClose(to.logSlope, tf.log(slope), 1e-5);
    const from = map.inverse(to.value, raw());
    expectClose(from.value, x(), 2e-5);
    expectClose(from.logSlope, tf.neg(to.logSlope), 1e-5);
  });
});

it("affine is the identity for raw zeros; gated gives sigmoid(2) of x and the rest of m", () => {
  expectClose(affine.forward(x(), tf.zeros([40, 2])).value, x());
  const { value } = gated.forward(tf.tensor1d([10]), tf.tensor2d([[1, 0]]));
  const open = 1 / (1 + Math.exp(-2));
  expectClose(value, [open * 10 + (1 - open)], 1e-5);
});
