import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import type { KernelCase } from "../test-support/kernel-case.ts";
import { POOLS } from "./pools.ts";

beforeAll(useCpu);

const drawn = fc.record({
  shape: fc.tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 3, max: 5 }),
    fc.integer({ min: 3, max: 5 }),
    fc.integer({ min: 1, max: 2 }),
  ),
  window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  stride: fc.integer({ min: 1, max: 3 }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer D> ? D : never;

const pool = (name: string, f: (x: tf.Tensor4D, d: Drawn) => tf.Tensor, how: Partial<KernelCase> = {}): KernelCase => ({
  name,
  samples: drawn.map((d) => ({ operands: [{ shape: d.shape }], f: (x) => f(x as tf.Tensor4D, d) })),
  ...how,
});

const cases: readonly KernelCase[] = [
  pool("MaxPool", (x, { window, stride }) => tf.maxPool(x, window, stride, "valid")),
  pool("MaxPool, padded", (x, { window, stride }) => tf.maxPool(x, window, stride, "same")),
  pool("AvgPool", (x, { window, stride }) => tf.avgPool(x, window, stride, "valid")),
  pool("AvgPool, padded", (x, { window, stride }) => tf.avgPool(x, window, stride, "same")),
];

describe("pools", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(POOLS, cases)).toEqual([]));
});
