import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { oneHot } from "./one-hot.ts";

beforeAll(useCpu);

describe("oneHot", () => {
  it("marks the index along a new last axis, for one value too", () => {
    expectClose(oneHot(tf.tensor([2, 0], [2], "int32"), 3), [0, 0, 1, 1, 0, 0]);
    expectClose(oneHot(tf.tensor([0, 0, 0], [3, 1], "int32"), 1), [1, 1, 1]);
    expect(oneHot(tf.tensor([0, 0, 0], [3, 1], "int32"), 1).shape).toEqual([3, 1, 1]);
  });
});
