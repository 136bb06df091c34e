import type { Named } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { gradientError, spread, useOracle, weighted } from "../gradients/oracle.ts";
import { scan } from "./scan.ts";

beforeAll(useOracle);

/** state = tanh(state w + x), out = 2 state. */
const cell = (w: tf.Tensor) => (state: Named<tf.Tensor>, x: Named<tf.Tensor>) => {
  const h = tf.tanh(tf.add(tf.matMul(state.h as tf.Tensor2D, w as tf.Tensor2D), x.x as tf.Tensor));
  return { state: { h }, out: { twice: tf.mul(2, h) } };
};

describe("scan", () => {
  it("adds up: the state runs on, the outputs are stacked along time", () => {
    const { state, out } = scan(
      (s, x) => {
        const total = tf.add(s.total as tf.Tensor, x.x as tf.Tensor);
        return { state: { total }, out: { total } };
      },
      { total: tf.zeros([2]) },
      {
        x: tf.tensor([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      },
    );
    expect(out.total?.arraySync()).toEqual([
      [1, 2],
      [4, 6],
      [9, 12],
    ]);
    expect(state.total?.arraySync()).toEqual([9, 12]);
  });

  it("takes several inputs and a single step, gradient included", () => {
    const run = (x: tf.Tensor) =>
      scan((s, { a, b }) => ({ state: s, out: { y: tf.mul(a as tf.Tensor, b as tf.Tensor) } }), {}, { a: x, b: x }).out
        .y as tf.Tensor;
    const x = tf.tensor([[2, 3]]);
    expect(run(x).arraySync()).toEqual([[4, 9]]);
    expect([
      ...tf
        .grad((y) => tf.sum(run(y)))(x)
        .dataSync(),
    ]).toEqual([4, 6]);
  });

  it("carries gradients through time to weights, inputs and the first state", () => {
    const [w, x, h] = [spread([2, 2]), spread([4, 3, 2], 1), spread([3, 2], 2)];
    const run = (weights: tf.Tensor, xs: tf.Tensor, first: tf.Tensor) => {
      const { state, out } = scan(cell(weights), { h: first }, { x: xs });
      return tf.add(weighted(out.twice as tf.Tensor), weighted(state.h as tf.Tensor));
    };
    expect(gradientError((v) => run(v, x, h), w)).toBeLessThan(1e-3);
    expect(gradientError((v) => run(w, v, h), x)).toBeLessThan(1e-3);
    expect(gradientError((v) => run(w, x, v), h)).toBeLessThan(1e-3);
  });
});
