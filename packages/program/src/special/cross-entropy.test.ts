import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { alongGradient, gradientError, spread, useOracle, weighted } from "../gradients/oracle.ts";
import { crossEntropy } from "./cross-entropy.ts";

beforeAll(useOracle);

const labels = tf.tensor2d([
  [0.2, 0.5, 0.3],
  [0, 0, 1],
]);

it("crossEntropy is -sum labels log softmax", () => {
  const logits = [
    [1, 2, 3],
    [1000, 0, 0],
  ];
  const z = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3));
  const [first, second] = crossEntropy(labels, tf.tensor2d(logits)).dataSync();
  expect(first).toBeCloseTo(z - (0.2 * 1 + 0.5 * 2 + 0.3 * 3), 5);
  expect(second).toBeCloseTo(1000, 3);
});

it("crossEntropy has the gradients that central differences give, in second order and to the labels", () => {
  const ours = (x: tf.Tensor) => weighted(crossEntropy(labels, x));
  expect(gradientError(alongGradient(ours), spread([2, 3]))).toBeLessThan(1e-3);
  const ofLabels = (x: tf.Tensor) => weighted(crossEntropy(x, spread([2, 3])));
  expect(gradientError(ofLabels, spread([2, 3], 2))).toBeLessThan(1e-3);
});
