import { normal } from "@elbo/distributions";
import { ConfigError, type Field, type Model } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { givenCodes, normals, readFixture } from "../test-support/given-codes.ts";
import { termsOf } from "../test-support/objective-value.ts";
import { pictures } from "../test-support/pictures.ts";
import { createFocalFrequency, focalFrequency, focalFrequencyLoss } from "./focal-frequency.ts";

beforeAll(useCpu);
describeConformance("focal-frequency", configChecks(focalFrequencyLoss, { weight: 3 }));

describe("focalFrequency", () => {
  const t = readFixture("focal-frequency", import.meta.url);
  it.each([
    ["plain", [2, 8, 8, 1], 1],
    ["odd sides, three channels", [2, 7, 10, 3], 0.5],
  ] as const)("equals PyTorch's Fourier transforms in float64, with its gradient: %s", (name, shape, alpha) => {
    const [x, y] = [pictures(shape, 0), pictures(shape, 0.6)];
    expectClose(focalFrequency(x, y, alpha), t(`${name}/value`), 1e-5);
    expectClose(tf.grad((at) => tf.sum(focalFrequency(x, at, alpha)))(y), t(`${name}/gradient`), 1e-5);
  });

  it("is the squared error at alpha 0 (Parseval), 0 for equal pictures with a finite gradient, and keeps leading axes", () => {
    const [x, y] = [pictures([6, 5, 8, 2], 0), pictures([6, 5, 8, 2], 1)];
    expectClose(focalFrequency(x, y, 0), tf.sum(tf.square(tf.sub(x, y)), [1, 2, 3]), 1e-5);
    expectClose(focalFrequency(x, x, 1), new Array(6).fill(0), 0);
    expect(
      tf
        .grad((at) => tf.sum(focalFrequency(x, at, 1)))(x)
        .dataSync()
        .every((v) => v === 0),
    ).toBe(true);
    const lead = focalFrequency(tf.reshape(x, [2, 3, 5, 8, 2]), tf.reshape(y, [2, 3, 5, 8, 2]), 1);
    expectClose(lead, tf.reshape(focalFrequency(x, y, 1), [2, 3]), 1e-6);
  });
});

describe("focal-frequency", () => {
  const part = () => {
    throw new Error("a number needs no schedule");
  };
  const create = (x?: Field) =>
    createFocalFrequency({ kind: "focal-frequency", weight: 3, alpha: 1, beta: 2 }, {
      part,
      fields: x ? { x } : {},
    } as never);
  const field = (shape: readonly number[], support: Field["support"]): Field => ({ shape, dtype: "float32", support });

  it("is the VAE's objective, and the weighted distance of x from its mean", () => {
    const [x, mean] = [pictures([3, 8, 8, 1], 0), pictures([3, 8, 8, 1], 1)];
    const codes = givenCodes({ z: normals([3, 2]), mean: normals([3, 2], 2) });
    const likelihood = normal({ mean: tf.expandDims(mean, 0), scale: tf.scalar(1) });
    const model: Model = { ...codes, infer: (...what) => ({ ...codes.infer(...what), likelihood }) };
    const terms = termsOf(create(field([8, 8, 1], "unit")), "focal-frequency", model, { x, weight: tf.ones([3]) });
    expectClose(terms.frequencies?.value as tf.Tensor, focalFrequency(x, mean, 1), 1e-6);
    expect([terms.frequencies?.weight, terms.kl?.weight, terms.reconstruction?.weight]).toEqual([3, 2, 1]);
  });

  it("refuses what is no picture of numbers", () => {
    expect(() => create(field([64], "unit"))).toThrow(ConfigError);
    expect(() => create(field([8, 8, 1], "category"))).toThrow(/support "category"/);
    expect(() => create()).toThrow(/no field x/);
  });
});
