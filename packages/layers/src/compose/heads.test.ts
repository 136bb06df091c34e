import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectGradients, randomValues } from "../test-support/gradients.ts";
import { heads } from "./heads.ts";

beforeAll(useCpu);

describe("heads", () => {
  const layer = heads({ input: 3, shapes: { mean: [2], grid: [2, 1, 2], scalar: [] } });
  const h = tf.tensor2d([0.3, -1, 0.7, 1.2, 0.1, -0.4], [2, 3]);

  it("makes exactly the named shapes", () => {
    const out = layer.apply(randomValues(layer.params), h);
    expect(Object.fromEntries(Object.entries(out).map(([name, t]) => [name, t.shape]))).toEqual({
      mean: [2, 2],
      grid: [2, 2, 1, 2],
      scalar: [2],
    });
  });
  it("has the gradients of central differences", () => {
    expectGradients(layer.params, (values) => {
      const { mean, grid, scalar } = layer.apply(values, h) as Record<"mean" | "grid" | "scalar", tf.Tensor>;
      return tf.add(tf.add(tf.sum(tf.square(mean)), tf.sum(tf.square(grid))), tf.sum(tf.square(scalar)));
    });
  });
  it("names the head in its error", () => {
    expect(() => heads({ input: 3, shapes: { mean: [0] }, where: "encoders/dense" })).toThrow("encoders/dense, mean");
  });
});
