import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { createElbo } from "../bounds/elbo.ts";
import { givenCodes, normals, readFixture, rowsOf } from "../test-support/given-codes.ts";
import { batchOf, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { objectiveValue, termsOf } from "../test-support/objective-value.ts";
import { createInfo, type InfoConfig, infoLoss } from "./info.ts";

beforeAll(useCpu);
describeConformance("info", configChecks(infoLoss, {}));

const part = () => {
  throw new Error("no nested parts");
};
const make = (options: object) =>
  createInfo(infoLoss.config(part as never).parse({ kind: "info", ...options }) as InfoConfig);

it("is the VAE's bound at alpha 0 and lambda 1, and leaves out the KL at alpha 1", () => {
  const batch = batchOf(normals([4, 3]));
  const value = (loss: ReturnType<typeof make>, name: string) =>
    objectiveValue(termsOf(loss, name, linearGaussian(wrongInference()), batch), tf.ones([4]));
  const vae = createElbo({ kind: "elbo", beta: 1, samples: 1 }, { part });
  expectClose(value(make({ alpha: 0, lambda: 1 }), "info"), value(vae, "elbo"), 1e-6);
  const terms = termsOf(make({ alpha: 1, lambda: 5 }), "info", linearGaussian(wrongInference()), batch);
  expect([terms.kl?.weight, terms.discrepancy?.weight]).toEqual([0, 5]);
});

it("weighs the KL by 1 - alpha and pythae's discrepancy by alpha + lambda - 1", () => {
  const f = readFixture("discrepancies", import.meta.url);
  const loss = make({ alpha: -0.5, lambda: 4, kernel: { kind: "rbf", bandwidth: 0.8 } });
  const terms = termsOf(loss, "info", givenCodes({ z: f("z"), prior: f("prior") }), rowsOf(7));
  expectClose(terms.discrepancy?.value as tf.Tensor, f("rbf"), 1e-5);
  expect([terms.kl?.weight, terms.discrepancy?.weight]).toEqual([1.5, 2.5]);
});
