import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { bernoulli } from "../discrete/bernoulli.ts";
import { logProbByDimension } from "./log-prob-by-dimension.ts";
import { normalDiagonal } from "./normal-diagonal.ts";

beforeAll(useCpu);

it("adds up to the density of a diagonal Gaussian, and is unknown elsewhere", () => {
  const of = normalDiagonal({ mean: tf.tensor2d([[0, 1]]), logVariance: tf.tensor2d([[0.5, -1]]), eventAxes: 1 });
  const value = tf.tensor3d([[[0.3, -0.2]], [[2, 1]]]); // [sample, batch, event]
  const each = logProbByDimension(of, value) as tf.Tensor;
  expect(each.shape).toEqual([2, 1, 2]);
  expectClose(tf.sum(each, -1), of.logProb(value), 1e-6);
  expect(logProbByDimension(bernoulli({ logits: tf.zeros([2]) }), tf.zeros([2]))).toBeUndefined();
});
