import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { conditionInput } from "./condition-input.ts";

beforeAll(useCpu);

const wiring = (into: readonly ("encoder" | "decoder")[]) => ({ width: 2, of: ["label"], into });
const batch = { condition: tf.tensor2d([5, 6, 7, 8], [2, 2]) };

it("is nothing without a condition, or when that enters the decoder alone", () => {
  for (const input of [conditionInput(undefined), conditionInput(wiring(["decoder"]))]) {
    expect([input.width, input.reads]).toEqual([0, []]);
    const x = tf.ones([2, 3]);
    expect(input.beside(x, {})).toBe(x);
    expect(input.planes(x, {})).toBe(x);
  }
});

it("stands behind vectors, and behind each pixel of images", () => {
  const input = conditionInput(wiring(["encoder"]));
  expect([input.width, input.reads]).toEqual([2, ["condition"]]);
  expectClose(input.beside(tf.ones([2, 1]), batch), [1, 5, 6, 1, 7, 8], 0);
  const y = input.planes(tf.ones([2, 1, 2, 1]), batch);
  expect(y.shape).toEqual([2, 1, 2, 3]);
  expectClose(y, [1, 5, 6, 1, 5, 6, 1, 7, 8, 1, 7, 8], 0);
});
