import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { cholesky } from "../linear-algebra/cholesky.ts";
import { solveTriangular } from "../linear-algebra/solve-triangular.ts";
import { crossEntropy } from "../special/cross-entropy.ts";
import { norm } from "../special/norm.ts";
import { describeOperations, type OperationCase } from "./describe-operations.ts";
import { alongGradient, spread, useOracle, weighted } from "./oracle.ts";

beforeAll(useOracle);

interface Fixture {
  readonly value: readonly number[];
  readonly gradient: readonly number[];
  readonly second: readonly number[];
}
/** Written by tooling/fixtures/operations.py, in float64. */
const fixtures: Record<string, Fixture> = JSON.parse(
  readFileSync(new URL("./fixtures/operations.json", import.meta.url), "utf8"),
);

const c = (shape: readonly number[], phase = 3) => spread(shape, phase);
const whole = (values: readonly unknown[]) => tf.tensor(values as number[], undefined, "int32");
const positive = (x: tf.Tensor) => tf.add(tf.square(x), 0.5);
/** A diagonal away from 0. */
const steep = (x: tf.Tensor) => tf.add(x, tf.mul(4, tf.eye(3)));
const as4 = (x: tf.Tensor) => x as tf.Tensor4D;

/** Each result is squared, so that there is a second order. */
const plain: readonly OperationCase[] = [
  ["gather with repetition", [4, 3], (x) => tf.gather(x, whole([[2, 0, 2]]), 0)],
  ["gather, last axis", [2, 4], (x) => tf.gather(x, whole([3, 1, 1]), -1)],
  [
    "gather per batch",
    [2, 4, 3],
    (x) =>
      tf.gather(
        x,
        whole([
          [3, 0, 3],
          [1, 1, 2],
        ]),
        1,
        1,
      ),
  ],
  [
    "gather per batch, later axis",
    [2, 3, 4],
    (x) =>
      tf.gather(
        x,
        whole([
          [3, 0],
          [1, 1],
        ]),
        2,
        1,
      ),
  ],
  [
    "gather per two batch axes",
    [2, 2, 3],
    (x) =>
      tf.gather(
        x,
        whole([
          [[2], [0]],
          [[1], [1]],
        ]),
        2,
        2,
      ),
  ],
  ["unsortedSegmentSum", [4, 2], (x) => tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, 5], "int32"), 3)],
  [
    "gatherND",
    [3, 4, 2],
    (x) =>
      tf.gatherND(
        x,
        whole([
          [2, 1],
          [0, 3],
          [2, 1],
        ]),
      ),
  ],
  [
    "gatherND of single elements",
    [3, 4],
    (x) =>
      tf.gatherND(
        x,
        whole([
          [2, 1],
          [0, 3],
        ]),
      ),
  ],
  ["scatterND with repetition", [3, 2], (x) => tf.scatterND(whole([[1], [3], [1]]), x, [4, 2])],
  ["tensorScatterUpdate to the tensor", [4, 2], (x) => tf.tensorScatterUpdate(x, whole([[1], [3]]), c([2, 2]))],
  ["tensorScatterUpdate to the updates", [2, 2], (x) => tf.tensorScatterUpdate(c([4, 2]), whole([[1], [3]]), x)],
  ["sparseToDense", [2], (x) => tf.sparseToDense(whole([1, 3]), x, [5], tf.scalar(0.5))],
  ["depthToSpace", [1, 2, 3, 8], (x) => tf.depthToSpace(as4(x), 2)],
  ["stridedSlice", [4, 5], (x) => tf.stridedSlice(x, [0, 1], [4, 5], [3, 2])],
  ["stridedSlice backwards", [4, 5], (x) => tf.stridedSlice(x, [3, 4], [0, -6], [-2, -3])],
  ["stridedSlice that drops an axis", [3, 4], (x) => tf.stridedSlice(x, [1, 1], [2, 4], [1, 1], 0, 0, 0, 0, 1)],
  ["diag", [3], (x) => tf.diag(x as tf.Tensor1D)],
  ["flipLeftRight", [1, 2, 3, 2], (x) => tf.mul(tf.image.flipLeftRight(as4(x)), c([1, 2, 3, 2]))],
  ["reverse", [2, 3], (x) => tf.mul(tf.reverse(x, 1), c([2, 3]))],
  ["cumprod", [2, 4], (x) => tf.cumprod(x, 1)],
  ["cumprod, first axis, exclusive", [4, 2], (x) => tf.cumprod(x, 0, true)],
  ["cumprod, exclusive, reversed", [2, 4], (x) => tf.cumprod(x, 1, true, true)],
  ["cumprod with a zero", [4], (x) => tf.cumprod(tf.mul(x, tf.tensor1d([1, 0, 1, 1])), 0)],
  ["prod", [2, 4], (x) => tf.prod(x, -1)],
  ["prod of two axes", [2, 3, 2], (x) => tf.prod(x, [0, 2], true)],
  ["depthwise conv2d to x", [1, 4, 5, 2], (x) => tf.depthwiseConv2d(as4(x), as4(c([3, 3, 2, 2])), 2, "same")],
  ["depthwise conv2d to filter", [2, 3, 2, 2], (x) => tf.depthwiseConv2d(as4(c([2, 5, 4, 2])), as4(x), 1, "valid")],
  [
    "depthwise conv2d, dilated, to x",
    [1, 5, 4, 2],
    (x) => tf.depthwiseConv2d(as4(x), as4(c([2, 2, 2, 1])), 1, "same", "NHWC", [2, 3]),
  ],
  [
    "depthwise conv2d, dilated, to filter",
    [2, 2, 2, 1],
    (x) => tf.depthwiseConv2d(as4(c([1, 5, 4, 2])), as4(x), 1, "same", "NHWC", [2, 3]),
  ],
  [
    "separable conv2d to its depthwise filter",
    [2, 2, 2, 1],
    (x) => tf.separableConv2d(as4(c([1, 4, 4, 2])), as4(x), as4(c([1, 1, 2, 3])), 1, "same"),
  ],
  ["maxPool", [1, 4, 4, 2], (x) => tf.maxPool(as4(x), 2, 2, "valid")],
  ["maxPool, overlapping and padded", [1, 4, 5, 2], (x) => tf.maxPool(as4(x), 3, 2, "same")],
  ["avgPool", [1, 5, 4, 2], (x) => tf.avgPool(as4(x), [2, 3], 1, "valid")],
  ["avgPool, padded", [1, 5, 4, 2], (x) => tf.avgPool(as4(x), 3, 2, "same")],
  ["resizeNearestNeighbor, doubled", [1, 2, 3, 2], (x) => tf.image.resizeNearestNeighbor(as4(x), [4, 6])],
  ["resizeNearestNeighbor, uneven", [1, 3, 4, 2], (x) => tf.image.resizeNearestNeighbor(as4(x), [5, 3])],
  ["resizeBilinear", [1, 3, 4, 2], (x) => tf.image.resizeBilinear(as4(x), [5, 6])],
  ["resizeBilinear, corners", [1, 3, 4, 2], (x) => tf.image.resizeBilinear(as4(x), [5, 6], true)],
  ["resizeBilinear, half pixels", [1, 3, 4, 2], (x) => tf.image.resizeBilinear(as4(x), [6, 3], false, true)],
  [
    "spaceToBatchND",
    [1, 3, 4, 2],
    (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [1, 0],
          [0, 2],
        ],
      ),
  ],
  [
    "batchToSpaceND",
    [4, 2, 2, 1],
    (x) =>
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [0, 1],
          [1, 0],
        ],
      ),
  ],
  ["atan2", [3], (x) => tf.atan2(x, positive(c([2, 3])))],
  ["mod", [4], (x) => tf.mod(x, 0.9)],
  ["divNoNan", [2, 3], (x) => tf.divNoNan(c([2, 3]), positive(x))],
  ["cholesky", [3, 2], (x) => cholesky(tf.add(tf.matMul(x, x, false, true), tf.eye(3)))],
  ["solveTriangular to the matrix", [3, 3], (x) => solveTriangular(steep(x), c([3, 2]))],
  ["solveTriangular, transposed", [3, 3], (x) => solveTriangular(steep(x), c([3, 2]), { transposed: true })],
  ["solveTriangular to the right side", [2, 3, 1], (x) => solveTriangular(steep(c([3, 3])), x)],
  ["qr, first factor", [3, 2], (x) => tf.linalg.qr(x)[0]],
  ["gramSchmidt", [2, 3], (x) => tf.linalg.gramSchmidt(x as tf.Tensor2D) as tf.Tensor],
  ["norm", [2, 3], (x) => norm(x, 1)],
  ["crossEntropy to logits", [2, 3], (x) => crossEntropy(tf.softmax(c([2, 3])), x)],
  ["crossEntropy to labels", [2, 3], (x) => crossEntropy(x, c([2, 3]))],
  ["prelu to its slope", [3], (x) => tf.prelu(c([2, 3]), x)],
];
const cases = plain.map(([name, shape, f]): OperationCase => [name, shape, (x) => tf.square(f(x))]);

describeOperations(cases);

const error = (received: tf.Tensor, expected: readonly number[]) => {
  const values = [...received.dataSync()];
  if (values.length !== expected.length) return Number.POSITIVE_INFINITY;
  const gaps = values.map((v, i) => Math.abs(v - (expected[i] as number)));
  return Math.max(...gaps) / Math.max(1e-6, ...expected.map(Math.abs));
};

describe.each(cases)("%s, by PyTorch in float64", (name, shape, f) => {
  const scalar = (x: tf.Tensor) => weighted(f(x));
  it.each([
    ["value", (x: tf.Tensor) => f(x)],
    ["gradient", tf.grad(scalar)],
    ["second", tf.grad(alongGradient(scalar))],
  ] as const)("%s", (what, of) => {
    const fixture = fixtures[name] ?? expect.unreachable(`no fixture for ${name}`);
    expect(error(of(spread(shape)), fixture[what])).toBeLessThan(1e-5);
  });
});

it("every fixture is compared", () => {
  expect(Object.keys(fixtures).toSorted()).toEqual(cases.map(([name]) => name).toSorted());
});

it("an index that depends on x gets no gradient, and does not stop the rest", () => {
  const f = (x: tf.Tensor) => tf.sum(tf.mul(tf.gather(c([3, 2]), tf.argMax(x, 1)), x));
  const [picked] = tf.tidy(() => [tf.gather(c([3, 2]), tf.argMax(c([3, 2]), 1)).dataSync()]);
  expect([
    ...tf
      .grad(f)(c([3, 2]))
      .dataSync(),
  ]).toEqual([...picked]);
});
