import { eagerContext } from "@elbo/program";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { teacherTokens, tokenBefore } from "./teacher-tokens.ts";

beforeAll(useCpu);

const marks = { start: 8, unknown: 9 };
const read = (x: tf.Tensor, rate: number, key: object = {}) =>
  teacherTokens(x, { ...marks, rate }, eagerContext(key).context).arraySync();

describe("teacherTokens", () => {
  it("shifts right behind the start token", () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], "int32");
    expect(read(x, 0)).toEqual([
      [8, 1, 2],
      [8, 4, 5],
    ]);
    expect(read(tf.tensor2d([[7]], [1, 1], "int32"), 0.5)).toEqual([[8]]);
  });
  it("replaces `rate` of the tokens in training, never the start token (9,900 draws: 4 standard errors)", () => {
    const rows = read(tf.ones([100, 100], "int32"), 0.3) as number[][];
    const tokens = rows.flatMap((row) => row.slice(1));
    const unknown = tokens.filter((t) => t === marks.unknown).length / tokens.length;
    expect(Math.abs(unknown - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / 9900));
    expect(new Set(tokens)).toEqual(new Set([1, marks.unknown]));
    expect(rows.map(([first]) => first)).toEqual(Array(100).fill(marks.start));
  });
  it("replaces nothing in evaluation", () => {
    const rows = read(tf.ones([20, 20], "int32"), 0.9, { training: false }) as number[][];
    expect(rows.flatMap((row) => row.slice(1))).toEqual(Array(380).fill(1));
  });
});

it("tokenBefore is the start token at index 0, whatever came, and the token that came later on", () => {
  const previous = tf.tensor1d([-7, 3], "int32");
  expect(tokenBefore(previous, tf.scalar(0, "int32"), 8).arraySync()).toEqual([8, 8]);
  expect(tokenBefore(previous, tf.scalar(2, "int32"), 8).arraySync()).toEqual([-7, 3]);
});
