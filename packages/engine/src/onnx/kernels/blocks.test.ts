import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import { type KernelCase, shapes } from "../test-support/kernel-case.ts";
import { BLOCKS } from "./blocks.ts";

beforeAll(useCpu);

const n = fc.integer({ min: 1, max: 3 });
const four = fc.tuple(n, n, n, n);

const cases: readonly KernelCase[] = [
  {
    name: "DepthToSpace",
    samples: fc.tuple(four, fc.integer({ min: 2, max: 3 })).map(([[b, h, w, c], size]) => ({
      operands: [{ shape: [b, h, w, size ** 2 * c] }],
      f: (x) => tf.depthToSpace(x as tf.Tensor4D, size),
    })),
  },
  {
    name: "SpaceToBatchND",
    samples: fc.tuple(four, fc.tuple(n, n), fc.tuple(n, n)).map(([[b, h, w, c], block, more]) => {
      const fit = (size: number, i: 0 | 1): [number, number] => {
        const before = more[i] - 1;
        return [before, (block[i] - ((size + before) % block[i])) % block[i]];
      };
      const pads = [fit(h, 0), fit(w, 1)];
      return { operands: [{ shape: [b, h, w, c] }], f: (x) => tf.spaceToBatchND(x as tf.Tensor, block, pads) };
    }),
  },
  {
    name: "BatchToSpaceND",
    samples: fc.tuple(four, fc.tuple(n, n)).map(([[b, h, w, c], block]) => ({
      operands: [{ shape: [b * block[0] * block[1], h, w, c] }],
      f: (x) =>
        tf.batchToSpaceND(x as tf.Tensor, block, [
          [0, block[0] - 1],
          [block[1] - 1, 0],
        ]),
    })),
  },
  {
    name: "Diag",
    samples: shapes(1, 2).map((shape) => ({ operands: [{ shape }], f: (x) => tf.diag(x as tf.Tensor) })),
  },
  {
    name: "FlipLeftRight",
    samples: four.map((shape) => ({ operands: [{ shape }], f: (x) => tf.image.flipLeftRight(x as tf.Tensor4D) })),
  },
];

describe("blocks, diagonals and flips", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(BLOCKS, cases)).toEqual([]));
});
