import { ShapeError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { spread, useOracle } from "../gradients/oracle.ts";
import { batchMean } from "./batch-mean.ts";
import { checkShape } from "./check-shape.ts";
import { foldAll, foldLeading, repeatSamples, unfoldAll, unfoldLeading } from "./leading-axes.ts";
import { spaceToDepth } from "./space-to-depth.ts";

beforeAll(useOracle);

describe("leading axes", () => {
  it("fold into one and unfold again", () => {
    const x = spread([2, 3, 4]);
    const folded = foldLeading(x, 2);
    expect(folded.shape).toEqual([6, 4]);
    expect(unfoldLeading(folded, [2, 3]).arraySync()).toEqual(x.arraySync());
    expect(unfoldAll(foldAll({ x }, 2), [2, 3]).x?.arraySync()).toEqual(x.arraySync());
  });

  it("repeat the batch once per sample, samples outermost", () => {
    const x = tf.tensor([[1], [2]]);
    expect(repeatSamples(x, 3).arraySync()).toEqual([[1], [2], [1], [2], [1], [2]]);
    expect(repeatSamples(x, 1)).toBe(x);
  });
});

describe("batchMean", () => {
  it("leaves padding out", () => {
    const weight = tf.tensor([1, 1, 0]);
    expect(batchMean(tf.tensor([2, 4, 99]), weight).arraySync()).toBe(3);
    const rows = tf.tensor([
      [1, 3, 99],
      [5, 7, 99],
    ]);
    expect(batchMean(rows, weight, 1).arraySync()).toEqual([2, 6]);
  });
});

describe("checkShape", () => {
  it("binds named axes, which must agree afterwards", () => {
    expect(checkShape([3, 5, 3], ["batch", 5, "batch"], "here")).toEqual({ batch: 3 });
    expect(checkShape([4], ["batch"], "here", { batch: 4 })).toEqual({ batch: 4 });
    expect(() => checkShape([3, 5, 4], ["batch", 5, "batch"], "here")).toThrow(ShapeError);
    expect(() => checkShape([5], ["batch"], "here", { batch: 4 })).toThrow(/batch=4/);
    expect(() => checkShape([3], ["batch", 5], "here")).toThrow(ShapeError);
  });
});

describe("spaceToDepth", () => {
  it("puts the pixels of a block into the channels, row by row", () => {
    const x = tf.reshape(tf.range(0, 16), [1, 4, 4, 1]);
    expect([...tf.slice(spaceToDepth(x, 2), [0, 0, 1, 0], [1, 1, 1, 4]).dataSync()]).toEqual([2, 3, 6, 7]);
  });

  it("is undone by tf.depthToSpace", () => {
    const x = tf.reshape(tf.range(0, 2 * 6 * 9 * 2), [2, 6, 9, 2]) as tf.Tensor4D;
    expect([...tf.depthToSpace(spaceToDepth(x, 3) as tf.Tensor4D, 3).dataSync()]).toEqual([...x.dataSync()]);
  });
});
