import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import type { KernelCase } from "../test-support/kernel-case.ts";
import { RESIZES } from "./resizes.ts";

beforeAll(useCpu);

const n = fc.integer({ min: 1, max: 4 });
const images = fc.record({
  shape: fc.tuple(fc.integer({ min: 1, max: 2 }), n, n, fc.integer({ min: 1, max: 3 })),
  size: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
  how: fc.constantFrom<[boolean, boolean]>([false, false], [true, false], [false, true]),
});

const cases: readonly KernelCase[] = [
  ...(["resizeNearestNeighbor", "resizeBilinear"] as const).map((name) => ({
    name,
    samples: images.map(({ shape, size, how }) => ({
      operands: [{ shape }],
      f: (x: tf.Tensor) => tf.image[name](x as tf.Tensor4D, size, ...how),
    })),
  })),
  {
    name: "resizeNearestNeighbor, whole multiples between convolutions",
    samples: fc.tuple(n, n).map(([rows, columns]) => ({
      operands: [{ shape: [1, 3, 2, 2] }, { shape: [2, 2, 2, 2] }],
      f: (x, w) => {
        const filter = w as tf.Tensor4D;
        const up = tf.image.resizeNearestNeighbor(tf.conv2d(x as tf.Tensor4D, filter, 1, "same"), [
          3 * rows,
          2 * columns,
        ]);
        return tf.conv2d(up, filter, 1, "same");
      },
    })),
  },
  {
    name: "resizeNearestNeighbor of whole numbers",
    samples: images.map(({ shape, size }) => ({
      operands: [{ shape, dtype: "int32" as const }],
      f: (x: tf.Tensor) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, size),
    })),
  },
];

describe("resizes", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(RESIZES, cases)).toEqual([]));
});
