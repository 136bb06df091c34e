import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import { type KernelCase, type Sample, shapes } from "../test-support/kernel-case.ts";
import { SCATTERS } from "./scatters.ts";

beforeAll(useCpu);

/** A tensor's shape, how many of its axes an index names, and the index lists, flat. */
const drawn = shapes(1, 4).chain((shape) =>
  fc.integer({ min: 1, max: shape.length }).chain((depth) => {
    const places = shape.slice(0, depth).reduce((a, b) => a * b, 1);
    return fc.record({
      shape: fc.constant(shape),
      depth: fc.constant(depth),
      repeated: fc.array(fc.nat({ max: places - 1 }), { minLength: 1, maxLength: 4 }),
      distinct: fc.subarray(
        Array.from({ length: places }, (_, i) => i),
        { minLength: 1, maxLength: Math.min(4, places) },
      ),
    });
  }),
);

/** Row numbers as index lists. */
function indicesOf(rows: readonly number[], lead: readonly number[]): tf.Tensor2D {
  const lists = rows.map((row) => {
    let rest = row;
    return lead
      .toReversed()
      .map((length) => {
        const at = rest % length;
        rest = (rest - at) / length;
        return at;
      })
      .toReversed();
  });
  return tf.tensor2d(lists, [rows.length, lead.length], "int32");
}

const scattered = (
  name: string,
  make: (d: typeof drawn extends fc.Arbitrary<infer D> ? D : never) => Sample,
): KernelCase => ({
  name,
  samples: drawn.map(make),
});

const cases: readonly KernelCase[] = [
  scattered("GatherNd", ({ shape, depth, repeated }) => ({
    operands: [{ shape }],
    f: (x) => tf.gatherND(x as tf.Tensor, indicesOf(repeated, shape.slice(0, depth))),
  })),
  scattered("ScatterNd adds what meets", ({ shape, depth, repeated }) => ({
    operands: [{ shape: [repeated.length, ...shape.slice(depth)] }],
    f: (x) => tf.scatterND(indicesOf(repeated, shape.slice(0, depth)), x as tf.Tensor, shape),
  })),
  scattered("TensorScatterUpdate", ({ shape, depth, distinct }) => ({
    operands: [{ shape }, { shape: [distinct.length, ...shape.slice(depth)] }],
    f: (x, updates) =>
      tf.tensorScatterUpdate(x as tf.Tensor, indicesOf(distinct, shape.slice(0, depth)), updates as tf.Tensor),
  })),
  scattered("SparseToDense", ({ shape, distinct }) => {
    const places = indicesOf(
      distinct
        .map((row) => row % (shape[0] as number))
        .filter((row, i, all) => all.indexOf(row) === i)
        .toSorted((a, b) => a - b), // tfjs-node wants them in order
      shape.slice(0, 1),
    );
    return {
      operands: [{ shape: [places.shape[0]] }],
      f: (x) => tf.sparseToDense(tf.clone(places), x as tf.Tensor, [shape[0] as number], tf.scalar(0.3)),
    };
  }),
  {
    name: "ScatterNd into many places",
    samples: shapes(1, 2).map((rest) => ({
      operands: [{ shape: [3, ...rest] }],
      f: (x) => tf.scatterND(tf.tensor2d([7, 299, 7], [3, 1], "int32"), x as tf.Tensor, [300, ...rest]),
    })),
  },
];

describe("reading and writing at places", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(SCATTERS, cases)).toEqual([]));
});
