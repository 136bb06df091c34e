import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { useOracle } from "../gradients/oracle.ts";
import { norm } from "./norm.ts";

beforeAll(useOracle);

it("norm is the Euclidean length along axes", () => {
  const x = tf.tensor2d([
    [3, 4],
    [0, -5],
  ]);
  expect([...norm(x, 1).dataSync()]).toEqual([5, 5]);
  expect(norm(x, -1, true).shape).toEqual([2, 1]);
  expect(norm(x).dataSync()[0]).toBeCloseTo(Math.sqrt(50), 5);
});

it("norm has gradient x / |x|, and 0 at 0 in first and second order", () => {
  const x = tf.tensor2d([
    [3, 4],
    [0, 0],
  ]);
  const gradient = tf.grad((y) => tf.sum(norm(y, 1)));
  [...gradient(x).dataSync()].forEach((value, i) => {
    expect(value).toBeCloseTo([0.6, 0.8, 0, 0][i] as number, 6);
  });
  const second = tf
    .grad((y) =>
      tf.sum(
        tf.mul(
          gradient(y),
          tf.tensor2d([
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
    )(x)
    .dataSync();
  expect([...second].every(Number.isFinite)).toBe(true);
  expect([...second].slice(2)).toEqual([0, 0]);
});
