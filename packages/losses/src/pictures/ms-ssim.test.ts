import { normal } from "@elbo/distributions";
import { ConfigError, type Field, type Model } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { givenCodes, normals } from "../test-support/given-codes.ts";
import { objectiveValue, termsOf } from "../test-support/objective-value.ts";
import { createMsSsim, type MsSsimConfig, msSsimLoss } from "./ms-ssim.ts";
import { multiScaleSimilarity } from "./similarity.ts";

beforeAll(useCpu);
describeConformance("ms-ssim", configChecks(msSsimLoss, { scales: 3, weight: 100 }));

const part = () => {
  throw new Error("a number needs no schedule");
};
const pictures = (shape: readonly number[], support: Field["support"] = "unit"): { readonly x: Field } => ({
  x: { shape, dtype: "float32", support },
});
const create = (fields: { readonly x?: Field }, more: Partial<MsSsimConfig> = {}) =>
  createMsSsim({ kind: "ms-ssim", weight: 50, beta: 2, scales: 2, ...more }, { part, fields } as never);

describe("ms-ssim", () => {
  const x = tf.tidy(() => tf.sigmoid(normals([3, 8, 8, 1])));
  const mean = tf.tidy(() => tf.sigmoid(normals([3, 8, 8, 1], 7)));
  const model = (): Model => {
    const codes = givenCodes({ z: normals([3, 2]), mean: normals([3, 2], 2) });
    const likelihood = normal({ mean: tf.expandDims(mean, 0), scale: tf.scalar(1) });
    return { ...codes, infer: (...what) => ({ ...codes.infer(...what), likelihood }) };
  };

  it("is weight (1 - MS-SSIM) + beta KL, each example alone", () => {
    const batch = { x, weight: tf.tensor1d([1, 1, 0]) };
    const terms = termsOf(create(pictures([8, 8, 1])), "ms-ssim", model(), batch);
    const similarity = multiScaleSimilarity(x, mean, 2);
    expectClose(terms.dissimilarity?.value as tf.Tensor, tf.sub(1, similarity), 1e-6);
    expect([terms.dissimilarity?.weight, terms.kl?.weight, terms.reconstruction?.weight]).toEqual([50, 2, 0]);
    const each = tf.add(tf.mul(50, tf.sub(1, similarity)), tf.mul(2, terms.kl?.value as tf.Tensor));
    const counted = tf.mean(tf.slice(tf.reshape(each, [3]), [0], [2]));
    expectClose(objectiveValue(terms, batch.weight), counted, 1e-4);
  });

  it.each([
    [
      "pictures below 64x64",
      pictures([28, 28, 1]),
      5,
      /too small.*64 x 64 or more for 5 scales.*\[28, 28, 1\].*loss\.scales: 3/,
    ],
    ["a short side", pictures([128, 63, 3]), 5, /too small.*loss\.scales: 4/],
    ["pictures of nothing", pictures([3, 3, 1]), 1, /compares pictures.*loss\.kind: elbo/],
    ["vectors", pictures([64]), 5, /compares pictures.*shape \[64\]/],
    ["numbers of any size", pictures([64, 64, 1], "real"), 5, /compares pictures.*support "real"/],
    ["no x", {}, 5, /no field x/],
  ])("refuses %s, with the reason", (_, fields, scales, message) => {
    expect(() => create(fields, { scales })).toThrow(ConfigError);
    expect(() => create(fields, { scales })).toThrow(message);
  });

  it("takes 64x64 and more, and says what it asks of other parts", () => {
    const { needs } = create(pictures([64, 80, 3]), { scales: 5 });
    expect(needs).toMatchObject({ likelihood: { mean: expect.any(String) }, posterior: { law: expect.any(String) } });
  });
});
