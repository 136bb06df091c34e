import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { spread, useOracle } from "../gradients/oracle.ts";
import { cholesky } from "./cholesky.ts";
import { logDeterminant } from "./log-determinant.ts";
import { solveTriangular } from "./solve-triangular.ts";

beforeAll(useOracle);

const largest = (x: tf.Tensor) => Math.max(...tf.abs(x).dataSync());
/** Symmetric positive definite `[...batch, n, n]`. */
const covariance = (...shape: number[]) => {
  const x = spread(shape, 1);
  return tf.add(tf.matMul(x, x, false, true), tf.eye(shape.at(-1) as number));
};

describe.each([[[1, 1]], [[4, 4]], [[2, 3, 3]], [[2, 2, 5, 5]]])("of shape %j", (shape) => {
  it("the Cholesky factor is lower triangular and gives the matrix back", () => {
    const a = covariance(...shape);
    const l = cholesky(a);
    expect(largest(tf.sub(tf.matMul(l, l, false, true), a))).toBeLessThan(2e-6 * largest(a));
    const n = shape.at(-1) as number;
    const above = tf.sub(1, tf.linalg.bandPart(tf.ones([n, n]), -1, 0));
    expect(largest(tf.mul(l, above))).toBe(0);
  });

  it("triangular systems are solved, with a matrix for all of the batch, too", () => {
    const l = cholesky(covariance(...shape));
    const b = spread([...shape.slice(0, -1), 2], 2);
    expect(largest(tf.sub(tf.matMul(l, solveTriangular(l, b)), b))).toBeLessThan(1e-5);
    const x = solveTriangular(l, b, { transposed: true });
    expect(largest(tf.sub(tf.matMul(l, x, true, false), b))).toBeLessThan(1e-5);
    const one = cholesky(covariance(...shape.slice(-2)));
    expect(largest(tf.sub(tf.matMul(one, solveTriangular(one, b)), b))).toBeLessThan(1e-5);
  });
});

it("what stands above the diagonal is not read", () => {
  const [a, l] = [
    tf.tensor2d([
      [4, 9],
      [2, 5],
    ]),
    tf.tensor2d([
      [2, 9],
      [1, 2],
    ]),
  ];
  expect([...cholesky(a).dataSync()]).toEqual([2, 0, 1, 2]);
  expect([...solveTriangular(l, tf.tensor2d([[4], [6]])).dataSync()]).toEqual([2, 2]);
});

it.each([[[1, 1]], [[4, 4]], [[2, 3, 3]]])(
  "the logarithm of a determinant is that of the triangles, of shape %j",
  (shape) => {
    const n = shape.at(-1) as number;
    const l = cholesky(covariance(...shape));
    const upper = tf.add(tf.linalg.bandPart(spread(shape, 3), 0, -1), tf.eye(n));
    const diagonal = (x: tf.Tensor) => tf.sum(tf.log(tf.abs(tf.sum(tf.mul(x, tf.eye(n)), -1))), -1);
    const expected = tf.add(diagonal(l), diagonal(upper));
    expect(largest(tf.sub(logDeterminant(tf.matMul(l, upper)), expected))).toBeLessThan(1e-4);
  },
);

it("the gradient of the logarithm of a determinant is the inverse, transposed, and may be negative", () => {
  const a = tf.tensor2d([2, 1, 0.5, -3], [2, 2]);
  expect(logDeterminant(a).dataSync()[0]).toBeCloseTo(Math.log(6.5), 5);
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(logDeterminant(x)))(a);
  const inverse = [-3, -0.5, -1, 2].map((value) => value / -6.5);
  expect(largest(tf.sub(gradient, tf.tensor2d(inverse, [2, 2])))).toBeLessThan(1e-5);
});
