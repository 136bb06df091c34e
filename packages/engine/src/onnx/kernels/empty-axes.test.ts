// Axes of length 0: a condition without columns, a selection that selects nothing.
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, it } from "vitest";
import { checkCase } from "../test-support/check-case.ts";
import type { KernelCase } from "../test-support/kernel-case.ts";

beforeAll(useCpu);

const empty = (
  name: string,
  shapes: readonly (readonly number[])[],
  f: (...xs: tf.Tensor[]) => tf.Tensor,
  how: Partial<KernelCase> = {},
): KernelCase => ({
  name,
  samples: fc.constant({ operands: shapes.map((shape) => ({ shape })), f }),
  node: false,
  ...how,
});

const none = () => tf.tensor1d([], "int32");
const cases: readonly KernelCase[] = [
  empty("Add", [[0, 3], [3]], (x, y) => tf.add(x as tf.Tensor, y as tf.Tensor), { order: 1 }),
  empty("Reshape", [[0, 3]], (x) => tf.reshape(tf.square(x as tf.Tensor), [3, 0])),
  empty("Transpose", [[0, 3]], (x) => tf.transpose(tf.square(x as tf.Tensor))),
  empty("Tile", [[0, 3]], (x) => tf.tile(tf.square(x as tf.Tensor), [2, 2])),
  empty(
    "Concat of nothing but empty tensors",
    [
      [0, 2],
      [0, 3],
    ],
    (...xs) => tf.concat(xs, 1),
  ),
  empty(
    "Concat with an empty tensor",
    [
      [2, 0],
      [2, 3],
    ],
    (...xs) => tf.concat(xs, 1),
  ),
  empty(
    "MatMul over an axis of no length",
    [
      [2, 0],
      [0, 3],
    ],
    (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor),
  ),
  empty(
    "MatMul of no rows",
    [
      [0, 2],
      [2, 3],
    ],
    (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor),
  ),
  empty("Sum over an axis of no length", [[0, 3]], (x) => tf.sum(x as tf.Tensor, 0), { order: 1 }),
  empty("Prod over an axis of no length", [[0, 3]], (x) => tf.prod(tf.neg(x as tf.Tensor), 0), { order: 0 }),
  empty("Softmax", [[0, 3]], (x) => tf.softmax(x as tf.Tensor)),
  empty("Gather of nothing", [[3, 2]], (x) => tf.gather(x as tf.Tensor, none())),
  empty("Slice of nothing, filled up", [[3, 2]], (x) =>
    tf.pad(
      tf.slice(x as tf.Tensor, [1, 0], [0, 2]),
      [
        [1, 1],
        [0, 0],
      ],
      2,
    ),
  ),
  empty(
    "Conv2D of no images",
    [
      [0, 4, 4, 2],
      [3, 3, 2, 3],
    ],
    (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same"),
  ),
];

describe("axes of length 0", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
});
