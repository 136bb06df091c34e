import { klDivergence, standardNormal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createFullCovariance, fullCovariancePosterior } from "./full-covariance.ts";

beforeAll(useCpu);

const schema = () =>
  fullCovariancePosterior.config(() => {
    throw new Error("no slots");
  });
const posterior = (dimension: number) => createFullCovariance(schema().parse({ kind: "full-covariance", dimension }));

describe("full-covariance", () => {
  it("has the covariance L L', and reads the log-variance as that of a latent given the earlier ones", () => {
    const features = {
      mean: tf.zeros([1, 2]),
      "log-variance": tf.tensor([[Math.log(0.25), Math.log(0.09)]]),
      below: tf.tensor([7, 7, 1.2, 7], [1, 2, 2]), // 7 is not read
    };
    const q = posterior(2).distribution({}, features, fakeGiven(), eagerContext().context);
    const [a, b, c] = [0.25, 0.5 * 1.2, 1.2 ** 2 + 0.09]; // [[a, b], [b, c]]
    const z = [0.4, -0.7] as const;
    const square = (c * z[0] ** 2 - 2 * b * z[0] * z[1] + a * z[1] ** 2) / (a * c - b * b);
    const logProb = -0.5 * square - 0.5 * Math.log(a * c - b * b) - Math.log(2 * Math.PI);
    expectClose(q.logProb?.(tf.tensor([[...z]])) as tf.Tensor, [logProb], 1e-5);
    const kl = 0.5 * (a + c - 2 - Math.log(a * c - b * b));
    expectClose(klDivergence(q, standardNormal([2])) as tf.Tensor, [kl], 1e-5);
  });

  it("clips the log-variance, asks for d (d + 2) features, and has a strict schema", () => {
    const features = { mean: tf.zeros([1, 1]), "log-variance": tf.tensor([[-99]]), below: tf.zeros([1, 1, 1]) };
    const q = posterior(1).distribution({}, features, fakeGiven(), eagerContext().context);
    expectClose(q.entropy?.() as tf.Tensor, [-7 + 0.5 * Math.log(2 * Math.PI * Math.E)], 1e-5);
    expect(posterior(3).features).toEqual({ mean: [3], "log-variance": [3], below: [3, 3] });
    expect(schema().safeParse({ kind: "full-covariance", dimension: [2, 2] }).success).toBe(false);
    expect(schema().safeParse({ kind: "full-covariance", dimension: 2, rank: 1 }).success).toBe(false);
  });
});
