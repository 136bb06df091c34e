import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import { type KernelCase, ofOne, shapes } from "../test-support/kernel-case.ts";
import { FUNCTIONS } from "./functions.ts";

beforeAll(useCpu);

const positive = { range: [0.3, 2] } as const;
const inside = { range: [-0.8, 0.8] } as const;
const flat = { order: 1, differences: false } as const;

const cases: readonly KernelCase[] = [
  ofOne("Exp", tf.exp),
  ofOne("Expm1", tf.expm1),
  ofOne("Log", tf.log, positive),
  ofOne("Sqrt", tf.sqrt, positive),
  ofOne("Rsqrt", tf.rsqrt, positive),
  ofOne("Reciprocal", tf.reciprocal, positive),
  ofOne("Square", tf.square),
  ofOne("Neg", tf.neg),
  ofOne("Abs", tf.abs),
  ofOne("Sign", tf.sign, flat),
  ofOne("Sin", tf.sin),
  ofOne("Cos", tf.cos),
  ofOne("Tan", tf.tan, inside),
  ofOne("Asin", tf.asin, inside),
  ofOne("Acos", tf.acos, inside),
  ofOne("Atan", tf.atan),
  ofOne("Sinh", tf.sinh),
  ofOne("Cosh", tf.cosh),
  ofOne("Tanh", tf.tanh),
  ofOne("Asinh", tf.asinh),
  ofOne("Acosh", tf.acosh, { range: [1.5, 3] }),
  ofOne("Atanh", tf.atanh, inside),
  ofOne("Erf", tf.erf),
  ofOne("Sigmoid", tf.sigmoid),
  ofOne("Softplus", tf.softplus, { range: [-9, 9] }),
  ofOne("Relu", tf.relu),
  ofOne("Relu6", tf.relu6),
  ofOne("Relu6 at its upper bound", (x) => tf.relu6(tf.add(x, 6))),
  ofOne("LeakyRelu", (x) => tf.leakyRelu(x, 0.1)),
  {
    name: "Prelu",
    samples: shapes(1).map((shape) => ({
      operands: [{ shape }, { shape: shape.slice(1) }],
      f: (x, alpha) => tf.prelu(x as tf.Tensor, alpha as tf.Tensor),
    })),
  },
  ofOne("Elu and EluGrad", tf.elu),
  ofOne("Selu", tf.selu),
  ofOne("ClipByValue", (x) => tf.clipByValue(x, -1.07, 0.83), { differences: false }),
  ofOne("ClipByValue from below", (x) => tf.clipByValue(x, 0, 5)),
  ofOne("ClipByValue from above", (x) => tf.clipByValue(x, -5, 0)),
  ofOne("Step", (x) => tf.step(x), flat),
  ofOne("Step with a slope", (x) => tf.step(x, 0.3), flat),
  ofOne("Floor", tf.floor, flat),
  ofOne("Ceil", tf.ceil, flat),
  ofOne("Round", tf.round, flat),
  ofOne("IsNan", tf.isNaN, flat),
  ofOne("IsInf", tf.isInf, flat),
  ofOne("IsFinite", tf.isFinite, flat),
  ...Object.entries<(x: tf.Tensor) => tf.Tensor>({
    ...{ Neg: tf.neg, Abs: tf.abs, Sign: tf.sign, Relu: tf.relu, Square: tf.square, Round: tf.round },
    ClipByValue: (x) => tf.clipByValue(x, 0, 1),
  }).map(([name, f]) => ({
    name: `${name} of truths`,
    samples: shapes().map((shape) => ({ operands: [{ shape, dtype: "bool" as const }], f: (x: tf.Tensor) => f(x) })),
    node: false as const, // it takes numbers only
  })),
  {
    name: "Relu6 of whole numbers",
    samples: shapes().map((shape) => ({
      operands: [{ shape, dtype: "int32", range: [-3, 9] }],
      f: (x) => tf.relu6(x as tf.Tensor),
    })),
  },
];

describe("functions of one operand", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(FUNCTIONS, cases)).toEqual([]));
});
