import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, checkSame, uncovered } from "../test-support/check-case.ts";
import {
  type KernelCase,
  ofOne,
  type Sample,
  shapeAndAxes,
  shapeAndAxis,
  shapes,
} from "../test-support/kernel-case.ts";
import { SHAPES } from "./shapes.ts";

beforeAll(useCpu);

const one = (shape: readonly number[], f: (x: tf.Tensor) => tf.Tensor): Sample => ({
  operands: [{ shape }],
  f: (x) => f(x as tf.Tensor),
});
/** Per axis of a shape, something drawn. */
const perAxis = <A>(shape: readonly number[], draw: (length: number) => fc.Arbitrary<A>) =>
  fc.tuple(...shape.map(draw)) as fc.Arbitrary<A[]>;
const total = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const margins = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }));
const from = (length: number) => fc.integer({ min: 0, max: length - 1 });
const permutation = (rank: number) =>
  fc.shuffledSubarray(
    Array.from({ length: rank }, (_, i) => i),
    { minLength: rank, maxLength: rank },
  );

const cases: readonly KernelCase[] = [
  { name: "Reshape", samples: shapes().map((shape) => one(shape, (x) => tf.reshape(x, [total(shape), 1]))) },
  ofOne("Reshape with a free axis", (x) => tf.reshape(x, [1, -1])),
  {
    name: "ExpandDims",
    samples: shapeAndAxis().map(({ shape, axis }) => one(shape, (x) => tf.expandDims(x, axis))),
  },
  {
    name: "Transpose",
    samples: shapes(1).chain((shape) =>
      permutation(shape.length).map((perm) => one(shape, (x) => tf.transpose(x, perm))),
    ),
  },
  {
    name: "Transpose twice with a function between",
    samples: shapes(3, 4).chain((shape) =>
      permutation(shape.length).map((perm) =>
        one(shape, (x) => tf.transpose(tf.add(tf.exp(tf.transpose(x, perm)), tf.scalar(1)), perm)),
      ),
    ),
  },
  {
    name: "Concat",
    samples: shapeAndAxis().chain(({ shape, axis }) =>
      fc.integer({ min: 1, max: 3 }).map((length) => {
        const other = shape.map((d, i) => (i === (axis + shape.length) % shape.length ? length : d));
        return { operands: [{ shape }, { shape: other }, { shape }], f: (...xs) => tf.concat(xs, axis) };
      }),
    ),
  },
  {
    name: "SplitV into equal pieces",
    samples: shapeAndAxis().map(({ shape, axis }) => {
      const place = (axis + shape.length) % shape.length;
      const twice = shape.map((d, i) => (i === place ? 2 * d : d));
      return one(twice, (x) => tf.mul(...(tf.split(x, 2, place) as [tf.Tensor, tf.Tensor])));
    }),
  },
  {
    name: "SplitV into given sizes",
    samples: shapeAndAxis().map(({ shape, axis }) => {
      const place = (axis + shape.length) % shape.length;
      const longer = shape.map((d, i) => (i === place ? d + 3 : d));
      return one(longer, (x) => tf.split(x, [1, 2, shape[place] as number], place)[1] as tf.Tensor);
    }),
  },
  {
    name: "Slice",
    samples: shapes(1).chain((shape) =>
      perAxis(shape, from).chain((begin) =>
        perAxis(shape, () => fc.constantFrom(1, -1)).map((size) => one(shape, (x) => tf.slice(x, begin, size))),
      ),
    ),
  },
  {
    name: "StridedSlice",
    samples: shapes(1).chain((shape) =>
      perAxis(shape, from).chain((begin) =>
        perAxis(shape, () => fc.constantFrom(1, 2, -1, -2)).map((strides) => {
          const end = strides.map((s, i) => (s > 0 ? (shape[i] as number) : -(shape[i] as number) - 1));
          return one(shape, (x) => tf.stridedSlice(x, begin, end, strides));
        }),
      ),
    ),
  },
  {
    name: "Pack",
    samples: shapes(0, 3).chain((shape) =>
      fc.integer({ min: -shape.length - 1, max: shape.length }).map((axis) => ({
        operands: [{ shape }, { shape }, { shape }],
        f: (...xs) => tf.stack(xs, axis),
      })),
    ),
  },
  {
    name: "Unpack",
    samples: shapeAndAxis().map(({ shape, axis }) => one(shape, (x) => tf.addN(tf.unstack(tf.square(x), axis)))),
  },
  {
    name: "PadV2",
    samples: shapes(1).chain((shape) =>
      perAxis(shape, () => margins).map((pads) => one(shape, (x) => tf.pad(x, pads, 0.7))),
    ),
  },
  ...(["reflect", "symmetric"] as const).map((mode) => ({
    name: `MirrorPad, ${mode}`,
    samples: shapes(1, 3).chain((shape) =>
      perAxis(shape, (length) => {
        const most = fc.nat({ max: Math.min(2, mode === "reflect" ? length - 1 : length) });
        return fc.tuple(most, most);
      }).map((pads) => one(shape, (x) => tf.mirrorPad(x, pads, mode))),
    ),
  })),
  {
    name: "Tile",
    samples: shapes(1).chain((shape) =>
      perAxis(shape, () => fc.integer({ min: 1, max: 3 })).map((reps) => one(shape, (x) => tf.tile(x, reps))),
    ),
  },
  {
    name: "BroadcastTo",
    samples: shapes(0, 3).chain((shape) =>
      shapes(0, 2).map((lead) =>
        one(
          shape.map((d, i) => (i % 2 ? 1 : d)),
          (x) => tf.mul(tf.broadcastTo(x, [...lead, ...shape]), 2),
        ),
      ),
    ),
  },
  {
    name: "Reverse",
    samples: shapeAndAxes().map(({ shape, axes }) => one(shape, (x) => tf.reverse(x, axes))),
  },
];

/** tf.broadcastTo calls Tile; the kernel of that name has no cpu version. */
const broadcast = (x: tf.Tensor) =>
  tf.engine().runKernel("BroadcastTo", { x }, { shape: [2, 3], inputShape: x.shape }) as tf.Tensor;

describe("moving, joining, cutting and repeating", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("the kernel BroadcastTo is tf.broadcastTo", async () => {
    await checkSame(broadcast, (x) => tf.broadcastTo(x, [2, 3]), [2, 1]);
  });
  it("all have a case", () => expect(uncovered(SHAPES, cases)).toEqual(["BroadcastTo"]));
});
