import { eagerContext } from "@elbo/program";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { teacherTokens } from "./teacher-tokens.ts";

beforeAll(useCpu);

const marks = { start: 8, unknown: 9 };
const read = (x: tf.Tensor, rate: number, key: object = {}) =>
  teacherTokens(x, { ...marks, rate }, eagerContext(key).context).arraySync();

describe("teacherTokens", () => {
  it("shifts right behind the start token, time first", () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], "int32");
    expect(read(x, 0)).toEqual([
      [8, 8],
      [1, 4],
      [2, 5],
    ]);
    expect(read(tf.tensor2d([[7]], [1, 1], "int32"), 0.5)).toEqual([[8]]);
  });
  it("replaces `rate` of the tokens in training, never the start token (9,900 draws: 4 standard errors)", () => {
    const tokens = (read(tf.ones([100, 100], "int32"), 0.3) as number[][]).slice(1).flat();
    const unknown = tokens.filter((t) => t === marks.unknown).length / tokens.length;
    expect(Math.abs(unknown - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / 9900));
    expect(new Set(tokens)).toEqual(new Set([1, marks.unknown]));
    expect((read(tf.ones([100, 100], "int32"), 0.3) as number[][])[0]).toEqual(Array(100).fill(marks.start));
  });
  it("replaces nothing in evaluation", () => {
    expect((read(tf.ones([20, 20], "int32"), 0.9, { training: false }) as number[][]).slice(1).flat()).toEqual(
      Array(380).fill(1),
    );
  });
});
