import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { perExample, termMean } from "./weighted-mean.ts";

beforeAll(useCpu);

const number = (x: tf.Tensor) => x.dataSync()[0];
const weight = () => tf.tensor1d([1, 1, 0]);

it("averages samples, then examples by weight: padding does not count, and the size of the batch neither", () => {
  const value = tf.tensor2d([1, 2, 100, 3, 6, -100], [2, 3]);
  expect(Array.from(perExample(value).dataSync())).toEqual([2, 4, 0]);
  expect(number(termMean({ value, over: "example" }, weight()))).toBe(3);
  expect(number(termMean({ value: tf.tensor1d([5, 7, 1000]), over: "example" }, weight()))).toBe(6);
});

it("takes a term over the batch as it is", () => {
  const mean = termMean({ value: tf.tensor1d([5]), over: "batch" }, weight());
  expect([mean.shape, number(mean)]).toEqual([[], 5]);
});
