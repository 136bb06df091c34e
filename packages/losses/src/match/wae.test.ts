import { centralDifference, configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { givenCodes, normals, readFixture, rowsOf } from "../test-support/given-codes.ts";
import { batchOf, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { meanAndError, objectiveValue, termsOf } from "../test-support/objective-value.ts";
import { kernelField } from "./kernels.ts";
import { mmd } from "./mmd.ts";
import { createWae, type WaeConfig, waeLoss } from "./wae.ts";

beforeAll(useCpu);
describeConformance("wae", configChecks(waeLoss, {}));

const part = () => {
  throw new Error("a number needs no schedule");
};
const schema = waeLoss.config(() => z.never());
const make = (options: object) => createWae(schema.parse({ kind: "wae", ...options }) as WaeConfig, { part });

describe("wae", () => {
  it.each(["imq", "rbf"] as const)("has pythae's discrepancy and its gradient, kernel %s (float64)", (kind) => {
    const f = readFixture("discrepancies", import.meta.url);
    const loss = make({ kernel: { kind, bandwidth: 0.8 } });
    const value = (codes: tf.Tensor) =>
      termsOf(loss, "wae", givenCodes({ z: codes, prior: f("prior") }), rowsOf(7)).discrepancy?.value as tf.Tensor;
    expectClose(value(f("z")), f(kind), 1e-5);
    expectClose(tf.grad(value)(f("z")), f(`${kind}Gradient`), 1e-5);
  });

  it("asks nothing of single posteriors, only of all codes together", () => {
    const loss = make({ lambda: 7 });
    const terms = termsOf(loss, "wae", linearGaussian(wrongInference()), batchOf(normals([6, 3])));
    expect(Object.keys(terms)).toEqual(["reconstruction", "discrepancy"]);
    expect([terms.discrepancy?.weight, terms.discrepancy?.over]).toEqual([7, "batch"]);
    expect(loss.needs).toEqual({ prior: { drawn: expect.any(String) } });
    const f = (slope: tf.Tensor) =>
      objectiveValue(
        termsOf(loss, "wae", linearGaussian({ ...wrongInference(), slope }), batchOf(normals([6, 3])), { seed: 2n }),
        tf.ones([6]),
      );
    expectClose(tf.grad(f)(wrongInference().slope), centralDifference(f, wrongInference().slope), 2e-3);
  });
});

describe("mmd", () => {
  it("has the Gaussian kernel's closed form as its expectation, within four standard errors", () => {
    const [c, shift] = [4, 0.8]; // C = 2 sigma^2 latent with two latents
    // E exp(-(x - y)^2 / C) with x - y ~ N(shift, 2), per dimension
    const same = (1 + 4 / c) ** -1; // two dimensions
    const exact = 2 * same * (1 - Math.exp((-2 * shift * shift) / (c + 4)));
    const kernel = kernelField.parse({ kind: "rbf" });
    const each = Array.from({ length: 150 }, (_, i) => {
      const [codes, prior] = [tf.add(normals([24, 2], 2 * i + 1), shift), normals([24, 2], 2 * i + 2)];
      return mmd(kernel, codes, prior, tf.ones([24])).dataSync()[0] as number;
    });
    const { mean, error } = meanAndError(each);
    expect(exact).toBeGreaterThan(15 * error);
    expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
  });

  it("leaves padded rows of both sides out", () => {
    const kernel = kernelField.parse({ kind: "imq" });
    const [codes, prior] = [normals([5, 2], 3), normals([5, 2], 4)];
    const first = (t: tf.Tensor) => tf.slice(t, [0, 0], [3, 2]);
    expectClose(
      mmd(kernel, codes, prior, tf.tensor1d([1, 1, 1, 0, 0])),
      mmd(kernel, first(codes), first(prior), tf.ones([3])),
      1e-6,
    );
  });
});
