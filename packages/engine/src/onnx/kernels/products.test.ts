import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import type { KernelCase } from "../test-support/kernel-case.ts";
import { PRODUCTS } from "./products.ts";

beforeAll(useCpu);

const n = fc.integer({ min: 1, max: 3 });
const size = { m: n, k: n, n, b: n };
const flips = { transposeA: fc.boolean(), transposeB: fc.boolean() };
const turned = (shape: number[], flip: boolean) =>
  flip ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : shape;

/** Batches of `[m, k] x [k, n]` with each operand stored either way round. */
const products = (
  name: string,
  lead: (b: number) => readonly [number[], number[]],
  how: Partial<KernelCase> = {},
): KernelCase => ({
  name,
  samples: fc.record({ ...size, ...flips }).map(({ m, k, n: columns, b, transposeA, transposeB }) => {
    const [p, q] = lead(b);
    return {
      operands: [{ shape: turned([...p, m, k], transposeA) }, { shape: turned([...q, k, columns], transposeB) }],
      f: (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor, transposeA, transposeB),
    };
  }),
  ...how,
});

const activations = ["linear", "relu", "elu", "relu6", "leakyrelu", "sigmoid", "prelu"] as const;

/** A product with bias and activation in one kernel, as tf.layers calls it outside gradients. */
const fused: KernelCase = {
  name: "_FusedMatMul",
  samples: fc
    .record({ ...size, ...flips, bias: fc.boolean(), activation: fc.constantFrom(...activations) })
    .map(({ m, k, n: columns, transposeA, transposeB, bias, activation }) => ({
      operands: [
        { shape: turned([m, k], transposeA) },
        { shape: turned([k, columns], transposeB) },
        { shape: [columns] },
        { shape: [columns] },
      ],
      f: (...xs) => {
        const [a, b, added, slopes] = xs as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
        const extras = {
          ...(bias ? { bias: added } : {}),
          ...(activation === "prelu" ? { preluActivationWeights: slopes } : {}),
        };
        return tf.fused.matMul({ a, b, transposeA, transposeB, activation, leakyreluAlpha: 0.3, ...extras });
      },
    })),
  order: 0,
};

const einsums: readonly (readonly [string, (s: { b: number; m: number; k: number; n: number }) => number[][]])[] = [
  [
    "ij,jk->ik",
    ({ m, k, n: c }) => [
      [m, k],
      [k, c],
    ],
  ],
  [
    "bij,bjk->bik",
    ({ b, m, k, n: c }) => [
      [b, m, k],
      [b, k, c],
    ],
  ],
  [
    "bmhk,bnhk->bhmn",
    ({ b, m, k, n: c }) => [
      [b, m, 2, k],
      [b, c, 2, k],
    ],
  ],
  [
    "bij,kj->bki",
    ({ b, m, k, n: c }) => [
      [b, m, k],
      [c, k],
    ],
  ],
  [
    "ij,ij->",
    ({ m, k }) => [
      [m, k],
      [m, k],
    ],
  ],
  ["ij->ji", ({ m, k }) => [[m, k]]],
  ["ij->i", ({ m, k }) => [[m, k]]],
  ["i, j -> ij", ({ m, k }) => [[m], [k]]],
];

const cases: readonly KernelCase[] = [
  products("BatchMatMul of matrices", () => [[], []]),
  products("BatchMatMul of batches", (b) => [[b], [b]]),
  products("BatchMatMul with two batch axes", (b) => [
    [2, b],
    [2, b],
  ]),
  products("BatchMatMul with a broadcast left operand", (b) => [[], [b]]),
  products("BatchMatMul with a broadcast right operand", (b) => [[b], []]),
  products("BatchMatMul with a batch of one", (b) => [[b], [1]]),
  products("BatchMatMul that repeats both stacks", (b) => [[b, 1], [3]]),
  {
    name: "BatchMatMul of whole numbers",
    samples: fc.record(size).map(({ m, k, n: columns, b }) => ({
      operands: [
        { shape: [b, m, k], dtype: "int32", range: [-3, 3] },
        { shape: [k, columns], dtype: "int32", range: [-3, 3] },
      ],
      f: (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor),
    })),
  },
  {
    name: "BatchMatMul of truths",
    samples: fc.record(size).map(({ m, n: columns }) => ({
      operands: [
        { shape: [m, 1], dtype: "bool" },
        { shape: [1, columns], dtype: "bool" },
      ],
      f: (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor),
    })),
    node: false,
  },
  {
    name: "Einsum of whole numbers",
    samples: fc.record(size).map(({ m, k, n: columns }) => ({
      operands: [
        { shape: [m, k], dtype: "int32", range: [-3, 3] },
        { shape: [k, columns], dtype: "int32", range: [-3, 3] },
      ],
      f: (x, y) => tf.einsum("ij,jk->ik", x as tf.Tensor, y as tf.Tensor),
    })),
    node: false,
  },
  fused,
  {
    name: "a linear _FusedMatMul in a gradient",
    samples: fc.record(size).map(({ m, k, n: columns }) => ({
      operands: [{ shape: [m, k] }, { shape: [k, columns] }, { shape: [columns] }],
      f: (...xs) => {
        const [a, b, bias] = xs as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
        return tf.fused.matMul({ a, b, bias, transposeA: false, transposeB: false, activation: "linear" });
      },
    })),
    order: 1,
    node: false, // it leaks memory there, and tfjs's test mode says so
  },
  ...einsums.map(([equation, shapesOf]) => ({
    name: `Einsum ${equation}`,
    samples: fc.record(size).map((sizes) => ({
      operands: shapesOf(sizes).map((shape) => ({ shape })),
      f: (...xs: tf.Tensor[]) => tf.einsum(equation, ...xs),
    })),
    ...(equation.includes(" ") ? { node: false as const } : {}), // it takes no spaces
  })),
];

describe("matrix products", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(PRODUCTS, cases)).toEqual([]));
});
