import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { discretisedLogisticLikelihood } from "./discretised-logistic.ts";
import { elementsOf, likelihoodChecks, make } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const x = { shape: [2, 2, 1], dtype: "float32", support: "unit", levels: 256 } as const;
const value = () => tf.div(tf.tensor([0, 255, 128, 3, 7, 90, 254, 1, 200, 0, 255, 31], [3, 2, 2, 1]), 255);
const definition = discretisedLogisticLikelihood as Definition;
const colours = { ...x, shape: [2, 1, 3] };
const colourValue = () => tf.reshape(tf.concat([tf.reshape(value(), [-1]), tf.fill([6], 0.2)]), [3, 2, 1, 3]);

describeConformance("discretised logistic", likelihoodChecks(definition, { components: 2 }, { x, value }));
describeConformance(
  "discretised logistic, channels in turn",
  likelihoodChecks(definition, { components: 2, channels: "autoregressive" }, { x: colours, value: colourValue }),
);

describe("discretised logistic likelihood", () => {
  it("is in the middle at output 0, black at -1, and sums to one over its levels", () => {
    const likelihood = make(definition, { components: 1 }, { ...x, shape: [1] });
    const at = (mean: number) => {
      const one = (v: number) => tf.tensor([v], [1, 1, 1, 1]);
      return elementsOf(likelihood, { weights: one(3), mean: one(mean), "log-scale": one(-8) });
    };
    const levels = tf.reshape(tf.div(tf.range(0, 256), 255), [256, 1, 1, 1]);
    expectClose(tf.sum(tf.exp(at(0.3).logProb?.(levels) as tf.Tensor)), 1, 1e-5);
    expectClose(at(0).mean?.() as tf.Tensor, 0.5, 1e-4);
    expect(at(-1).mean?.().dataSync()[0]).toBeLessThan(0.01);
  });

  it("has one component for all channels of a pixel when they depend on each other, and refuses other than three", () => {
    const turn = { components: 2, channels: "autoregressive" };
    expect(make(definition, turn, colours).outputs).toEqual({
      weights: [2, 1, 2],
      mean: [2, 1, 3, 2],
      "log-scale": [2, 1, 3, 2],
      coefficients: [2, 1, 3, 2],
    });
    expect(() => make(definition, turn, x)).toThrow(/where there are three.*got \[2, 2, 1\].*data.colour: true/s);
    expect(() => make(definition, {}, { shape: [2], dtype: "float32", support: "unit" })).toThrow(/levels on field x/);
  });
});
