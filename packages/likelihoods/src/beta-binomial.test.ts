import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { betaBinomialLikelihood } from "./beta-binomial.ts";
import { smoothBounds } from "./smooth-bounds.ts";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const x = { shape: [2, 2, 1], dtype: "float32", support: "unit", levels: 256 } as const;
const value = () => tf.div(tf.tensor([0, 255, 128, 3, 7, 90, 254, 1, 200, 0, 255, 31], [3, 2, 2, 1]), 255);
const definition = betaBinomialLikelihood as Definition;

describeConformance("beta-binomial", likelihoodChecks(definition, {}, { x, value }));

describe("beta-binomial likelihood", () => {
  it("gives masses to the 256 levels of 0..1 that sum to one", () => {
    const likelihood = make(definition, {}, { ...x, shape: [1] });
    const outputs = { logits: tf.tensor([0.7], [1, 1, 1]), "log-concentration": tf.tensor([1.2], [1, 1, 1]) };
    const p = elementsOf(likelihood, outputs);
    const levels = tf.reshape(tf.div(tf.range(0, 256), 255), [256, 1, 1, 1]);
    const masses = tf.exp(p.logProb?.(levels) as tf.Tensor);
    expectClose(tf.sum(masses), 1, 1e-5);
    expectClose(p.mean?.() as tf.Tensor, tf.sum(tf.mul(masses, levels)).dataSync()[0] as number, 1e-4);
    const mode = p.mode?.().dataSync()[0] as number;
    expect(Math.abs(255 * mode - Math.round(255 * mode))).toBeLessThan(1e-4);
    expectClose(p.cdf?.(tf.ones([1, 1, 1])) as tf.Tensor, 1, 1e-5);
  });

  it("is the Polya urn at alpha = beta = 1: every level alike", () => {
    const raw = smoothBounds(-6, 11).raw(Math.LN2);
    const even = { logits: tf.zeros([1, 3, 2, 2, 1]), "log-concentration": tf.fill([1, 3, 2, 2, 1], raw) };
    const p = elementsOf(make(definition, {}, x), even);
    expectClose(p.logProb?.(value()) as tf.Tensor, new Array(12).fill(-Math.log(256)), 1e-5);
  });

  it("refuses grey numbers that state no levels", () => {
    const { levels: _levels, ...free } = x;
    expect(() => make(definition, {}, free)).toThrow(/gives a mass to each grey level.*expected levels on field x/);
  });
});
