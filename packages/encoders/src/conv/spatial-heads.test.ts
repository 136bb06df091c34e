import { activationLayer } from "@elbo/layers";
import { eagerContext } from "@elbo/program";
import { ConfigError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { spatialHeads } from "./spatial-heads.ts";

beforeAll(useCpu);

const { context } = eagerContext();
const head = { weight: tf.tensor4d([3, -1], [1, 1, 2, 1]), bias: tf.tensor1d([10]) };

describe("spatialHeads", () => {
  it("maps the channels of each pixel by one matrix, from the last image on the feature's grid", () => {
    const taps = [
      [1, 2, 2],
      [1, 1, 5],
      [1, 2, 2],
      [1, 1, 2],
    ].map((grid) => ({ grid }));
    const layer = spatialHeads({ taps, shapes: { a: [1, 2, 1], b: [1, 1, 1] }, where: "here" });
    const images = taps.map(({ grid }, i) => tf.fill([1, ...grid], i));
    images[2] = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    const out = layer.apply({ a: head, b: head } as never, images, context.at("plain"));
    expectClose(out.a as tf.Tensor, [11, 15]);
    expectClose(out.b as tf.Tensor, [10 + 3 * (3 - 1)]);
  });
  it("puts each feature's own layer between, where a tap has one", () => {
    const taps = [{ grid: [1, 1, 2], before: () => activationLayer("relu") }];
    const layer = spatialHeads({ taps, shapes: { a: [1, 1, 1] }, where: "here" });
    const values = { a: { before: {}, head } };
    expectClose(
      layer.apply(values as never, [tf.tensor4d([2, -5], [1, 1, 1, 2])], context.at("between")).a as tf.Tensor,
      [16],
    );
  });
  it("refuses another grid, naming those that there are", () => {
    const taps = [{ grid: [8, 8, 2] }, { grid: [4, 4, 2] }];
    expect(() => spatialHeads({ taps, shapes: { a: [4, 3, 1] }, where: "here" })).toThrow(ConfigError);
    expect(() => spatialHeads({ taps, shapes: { a: [4, 3, 1] }, where: "here" })).toThrow(
      /\[8, 8, channel\] or \[4, 4, channel\], got \[4, 3, 1\]/,
    );
  });
});
