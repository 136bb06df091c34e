import type * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";

/** One tensor that a case feeds: distinct numbers within `range`, apart from each other and from 0. */
export interface Operand {
  readonly shape: readonly number[];
  readonly dtype?: "float32" | "int32" | "bool";
  /** Default [-2, 2]; whole numbers are drawn from all integers in it, ends included, with repetition. */
  readonly range?: readonly [number, number];
}

/** One call: its operands, and the function of them that runs the kernel. */
export interface Sample {
  readonly operands: readonly Operand[];
  readonly f: (...xs: tf.Tensor[]) => tf.Tensor;
}

/** A kernel, or a way to use one. */
export interface KernelCase {
  readonly name: string;
  readonly samples: fc.Arbitrary<Sample>;
  /** How often tfjs with completed gradients differentiates it: 0, 1 or 2. Default 2. */
  readonly order?: 0 | 1 | 2;
  /** false: its gradient is a convention (of a step, a rounding), which differences do not see. */
  readonly differences?: false;
  readonly tolerance?: number;
  /** false: tfjs-node lacks it or computes it otherwise. */
  readonly node?: false;
}

const size = fc.integer({ min: 1, max: 3 });

/** Shapes of `min` to `max` axes of length 1 to 3. */
export const shapes = (min = 0, max = 4): fc.Arbitrary<number[]> => fc.array(size, { minLength: min, maxLength: max });

/** A shape and one of its axes, counted from the front or from the back. */
export const shapeAndAxis = (min = 1, max = 4): fc.Arbitrary<{ shape: number[]; axis: number }> =>
  shapes(min, max).chain((shape) =>
    fc.integer({ min: -shape.length, max: shape.length - 1 }).map((axis) => ({ shape, axis })),
  );

/** A shape and some of its axes, some negative; in ascending order of place. */
export const shapeAndAxes = (): fc.Arbitrary<{ shape: number[]; axes: number[] }> =>
  shapes(1, 4).chain((shape) =>
    fc
      .record({
        picked: fc.subarray(
          shape.map((_, i) => i),
          { minLength: 1 },
        ),
        flip: fc.boolean(),
      })
      .map(({ picked, flip }) => ({ shape, axes: flip ? picked.map((i) => i - shape.length) : picked })),
  );

/** Shapes that broadcast: axes of one operand become 1, leading ones go. */
export const broadcastable = (count = 2): fc.Arbitrary<number[][]> =>
  shapes(0, 4).chain((shape) => {
    const narrowed = fc
      .record({ ones: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), cut: fc.integer({ min: 0, max: 4 }) })
      .map(({ ones, cut }) => shape.map((d, i) => (ones[i] ? 1 : d)).slice(Math.min(cut, shape.length)));
    return fc
      .record({
        others: fc.array(narrowed, { minLength: count - 1, maxLength: count - 1 }),
        at: fc.nat({ max: count - 1 }),
      })
      .map(({ others, at }) => [...others.slice(0, at), shape, ...others.slice(at)]);
  });

/** A function of one tensor of any shape. */
export const ofOne = (
  name: string,
  f: (x: tf.Tensor) => tf.Tensor,
  { range = [-2, 2] as readonly [number, number], ...how }: Partial<KernelCase> & Pick<Operand, "range"> = {},
): KernelCase => ({
  name,
  samples: shapes().map((shape) => ({ operands: [{ shape, range }], f })),
  ...how,
});

/** A function of two broadcasting tensors. */
export const ofTwo = (
  name: string,
  f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  { operands = [{}, {}], ...how }: Partial<KernelCase> & { operands?: readonly Partial<Operand>[] } = {},
): KernelCase => ({
  name,
  samples: broadcastable().map((drawn) => ({
    operands: operands.map((operand, i) => ({ shape: drawn[i] ?? [], ...operand })),
    f: (a, b) => f(a as tf.Tensor, b as tf.Tensor),
  })),
  ...how,
});
