import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { elementMask } from "./element-mask.ts";

beforeAll(useCpu);

const x = () => tf.zeros([2, 3]);
const lengths = () => tf.tensor1d([1, 3], "int32");

it("is absent when everything counts, and the mask itself without lengths", () => {
  expect(elementMask({ x: x() }, [3])).toBeUndefined();
  const mask = tf.tensor2d([1, 0, 1, 1, 1, 0], [2, 3]);
  expect(elementMask({ x: x(), "x.mask": mask }, [3])).toBe(mask);
});

it("counts positions below the length, for every element of a position", () => {
  const mask = elementMask({ x: x(), "x.length": lengths() }, [3]) as tf.Tensor;
  expect(mask.arraySync()).toEqual([
    [1, 0, 0],
    [1, 1, 1],
  ]);
  const cells = elementMask({ x: x(), "x.length": lengths() }, [3, 2]) as tf.Tensor;
  expect(cells.shape).toEqual([2, 3, 1]);
});

it("counts what is both observed and inside", () => {
  const mask = tf.tensor2d([1, 1, 1, 0, 1, 0], [2, 3]);
  const both = elementMask({ x: x(), "x.mask": mask, "x.length": lengths() }, [3]) as tf.Tensor;
  expect(both.arraySync()).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ]);
});
