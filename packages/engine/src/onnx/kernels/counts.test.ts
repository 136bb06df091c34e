import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import type { KernelCase } from "../test-support/kernel-case.ts";
import { COUNTS } from "./counts.ts";

beforeAll(useCpu);

const n = fc.integer({ min: 1, max: 4 });
const few = { dtype: "int32", range: [0, 4] } as const;

/** tfjs-node has no such kernel. */
const missing = false as const;

const cases: readonly KernelCase[] = [
  {
    name: "Bincount with weights",
    samples: n.map((length) => ({
      operands: [{ shape: [length], ...few }, { shape: [length] }],
      f: (x, w) => tf.bincount(x as tf.Tensor1D, w as tf.Tensor1D, 3),
    })),
    order: 0,
  },
  {
    name: "DenseBincount of rows",
    samples: fc.tuple(n, n, fc.boolean()).map(([rows, length, binary]) => ({
      operands: [{ shape: [rows, length], ...few }],
      f: (x) => tf.denseBincount(x as tf.Tensor2D, tf.tensor2d([], [0, 0]), 3, binary),
    })),
    node: missing,
  },
  ...(["left", "right"] as const).map((side) => ({
    name: `SearchSorted from the ${side}`,
    samples: fc.tuple(n, n, n).map(([rows, length, values]) => ({
      operands: [
        { shape: [rows, length], ...few },
        { shape: [rows, values], ...few },
      ],
      f: (...[steps, x]: tf.Tensor[]) => tf.searchSorted(tf.cumsum(steps as tf.Tensor, 1), x as tf.Tensor, side),
    })),
    node: missing,
  })),
];

describe("counting", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(COUNTS, cases)).toEqual([]));
});
