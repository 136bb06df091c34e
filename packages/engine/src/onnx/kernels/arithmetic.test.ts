import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import { broadcastable, type KernelCase, ofOne, ofTwo } from "../test-support/kernel-case.ts";
import { ARITHMETIC } from "./arithmetic.ts";

beforeAll(useCpu);

const positive = { range: [0.4, 2.5] } as const;
const whole = { dtype: "int32", range: [-7, 7] } as const;
const odd = (x: tf.Tensor) => tf.add(tf.mul(x, tf.scalar(2, "int32")), tf.scalar(1, "int32"));

const cases: readonly KernelCase[] = [
  ofTwo("Add", tf.add),
  ofTwo("Sub", tf.sub),
  ofTwo("Multiply", tf.mul),
  ofTwo("RealDiv", tf.div, { operands: [{}, positive] }),
  ofTwo("RealDiv by negative numbers", tf.div, { operands: [{}, { range: [-3, -0.5] }] }),
  ofTwo("Maximum", tf.maximum),
  ofTwo("Minimum", tf.minimum),
  ofTwo("SquaredDifference", tf.squaredDifference),
  ofTwo("Pow", tf.pow, { operands: [positive, {}] }),
  ...[-2, -1, -0.5].map((exponent) =>
    ofOne(`Pow with exponent ${exponent}`, (x) => tf.pow(x, exponent), { range: [0.7, 2.5] }),
  ),
  ...[0.5, 1, 1.5, 2, 2.5, 3].map((exponent) =>
    ofOne(`Pow with exponent ${exponent}`, (x) => tf.pow(x, exponent), positive),
  ),
  ofOne("Pow of negative numbers", (x) => tf.pow(x, 3), { order: 1 }),
  ofTwo("FloorDiv", tf.floorDiv, { operands: [{}, positive], order: 0, node: false }), // float32 there
  ofTwo("Mod", tf.mod, { operands: [{ range: [-9, 9] }, { range: [-3, 3] }], differences: false }),
  ofTwo("Atan2", tf.atan2),
  ofTwo("int32 Add", tf.add, { operands: [whole, whole] }),
  ofTwo("int32 times float32", tf.mul, { operands: [whole, {}], order: 1 }),
  ofTwo("int32 quotients floor", (a, b) => tf.div(a, odd(b)), { operands: [whole, whole] }),
  ofTwo("int32 FloorDiv", (a, b) => tf.floorDiv(a, odd(b)), { operands: [whole, whole] }),
  ofTwo("int32 Mod", (a, b) => tf.mod(a, odd(b)), { operands: [whole, whole] }),
  ofTwo("int32 Maximum", tf.maximum, { operands: [whole, whole] }),
  ofOne("Log1p", tf.log1p, { range: [-0.6, 2] }),
  ofOne("a scalar and a tensor", (x) => tf.sub(1, tf.div(tf.add(tf.mul(x, 0.5), 0), 3))),
  {
    name: "AddN",
    samples: broadcastable(1).map(([shape = []]) => ({
      operands: [{ shape }, { shape }, { shape }],
      f: (...xs) => tf.addN(xs),
    })),
  },
];

describe("sums, products, quotients and powers", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(ARITHMETIC, cases)).toEqual([]));
});
