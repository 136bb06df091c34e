import { ConfigError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { spatialHeads } from "./spatial-heads.ts";

beforeAll(useCpu);

describe("spatialHeads", () => {
  it("maps the channels of each pixel by one matrix", () => {
    const layer = spatialHeads({ grid: [1, 2, 2], shapes: { a: [1, 2, 1] }, where: "here" });
    const values = { a: { weight: tf.tensor4d([3, -1], [1, 1, 2, 1]), bias: tf.tensor1d([10]) } };
    const out = layer.apply(values, tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]));
    expectClose(out.a as tf.Tensor, [11, 15]);
  });
  it("refuses another grid", () => {
    expect(() => spatialHeads({ grid: [4, 4, 2], shapes: { a: [4, 3, 1] }, where: "here" })).toThrow(ConfigError);
  });
});
