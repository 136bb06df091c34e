import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { givenCodes, readFixture, rowsOf } from "../test-support/given-codes.ts";
import { batchOf, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { termsOf } from "../test-support/objective-value.ts";
import { createDip, dipLoss } from "./dip.ts";

beforeAll(useCpu);
describeConformance("dip", configChecks(dipLoss, {}));

const weight = [1, 1, 1, 1, 1, 0, 0];

describe.each(["I", "II"] as const)("dip, version %s", (version) => {
  const loss = createDip({ kind: "dip", version, offDiagonal: 2, diagonal: 3 });

  it("has numpy's covariance of the rows that count, and PyTorch's gradients (float64)", () => {
    const f = readFixture("covariances", import.meta.url);
    const terms = (mean: tf.Tensor, scale: tf.Tensor) =>
      termsOf(loss, "dip", givenCodes({ z: mean, mean, scale }), rowsOf(7, weight));
    const { covariances, variances } = terms(f("mean"), f("scale"));
    expectClose(covariances?.value as tf.Tensor, f(`off${version}`), 1e-5);
    expectClose(variances?.value as tf.Tensor, f(`on${version}`), 1e-5);
    const penalty = (mean: tf.Tensor, scale: tf.Tensor) => {
      const { covariances: off, variances: on } = terms(mean, scale);
      expect([off?.weight, on?.weight]).toEqual([2, 3]);
      return tf.add(tf.mul(off?.value as tf.Tensor, 2), tf.mul(on?.value as tf.Tensor, 3));
    };
    expectClose(tf.grad((mean) => penalty(mean, f("scale")))(f("mean")), f(`mean${version}`), 1e-5);
    if (version === "II") expectClose(tf.grad((scale) => penalty(f("mean"), scale))(f("scale")), f("scaleII"), 1e-5);
  });

  it("is 0 for codes of covariance I", () => {
    const mean = tf.tensor2d([1, 1, 1, -1, -1, 1, -1, -1], [4, 2]);
    const scale = version === "I" ? 0.3 : Math.sqrt(0.75);
    const half = version === "I" ? mean : tf.mul(mean, 0.5); // 0.25 + 0.75 = 1
    const model = givenCodes({ z: half, mean: half, scale: tf.fill([4, 2], scale) });
    const { covariances, variances } = termsOf(loss, "dip", model, rowsOf(4));
    expectClose(
      [covariances, variances].map((t) => t?.value.dataSync()[0] as number),
      [0, 0],
      1e-6,
    );
  });

  it("refuses a posterior whose moments are not known", () => {
    const moved = linearGaussian(wrongInference(), { moved: true });
    expect(() => termsOf(loss, "dip", moved, batchOf(tf.zeros([2, 3])))).toThrow(/diagonal covariance/);
    expect(Object.keys(loss.needs?.posterior ?? {})).toEqual(["law", "alone", "diagonal-gaussian"]);
  });
});
