import { normalDiagonal } from "@elbo/distributions";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { precisionWeighted } from "./precision-weighted.ts";

beforeAll(useCpu);

describe("precisionWeighted", () => {
  const a = () => ({ mean: tf.tensor([[0.5, -1]]), logVariance: tf.tensor([[-1, 0.4]]) });
  const b = () => ({ mean: tf.tensor([[2, 1]]), logVariance: tf.tensor([[0.7, -2]]) });

  it("is proportional to the product of the two densities", () => {
    const [p, q, both] = [a(), b(), precisionWeighted(a(), b())].map((m) => normalDiagonal({ ...m, eventAxes: 1 }));
    const z = tf.tensor([0, 0, 1, 1, -2, 3, 0.5, 0.25], [4, 1, 2]);
    const gap = tf.sub(both?.logProb(z) as tf.Tensor, tf.add(p?.logProb(z) as tf.Tensor, q?.logProb(z) as tf.Tensor));
    expectClose(gap, new Array(4).fill(gap.dataSync()[0]), 1e-5);
  });

  it("is the mean of two equals at half the variance, and broadcasts a sample axis", () => {
    const same = precisionWeighted(a(), { mean: tf.add(tf.zeros([3, 1, 2]), a().mean), logVariance: a().logVariance });
    expectClose(same.mean, [0.5, -1, 0.5, -1, 0.5, -1], 1e-6);
    expectClose(same.logVariance, [-1 - Math.LN2, 0.4 - Math.LN2], 1e-6);
  });
});
