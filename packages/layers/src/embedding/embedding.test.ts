import { initialise } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { parameterGradients } from "../test-support/gradients.ts";
import { embedding } from "./embedding.ts";

beforeAll(useCpu);

describe("embedding", () => {
  const layer = embedding({ rows: 3, width: 2 });
  const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
  const x = tf.tensor2d([2, 0, 2, 2], [2, 2], "int32");

  it("looks rows up", () => {
    const y = layer.apply({ table }, x);
    expect(y.shape).toEqual([2, 2, 2]);
    expectClose(y, [5, 6, 1, 2, 5, 6, 5, 6], 0);
  });
  it("counts in its gradient how often each row was used", () => {
    expectClose(
      parameterGradients(layer.params, { table }, (v) => layer.apply(v, x)).table as tf.Tensor,
      [1, 1, 0, 0, 3, 3],
      0,
    );
  });
  it("starts with rows of squared norm about 1", () => {
    const { table: start } = initialise(embedding({ rows: 400, width: 50 }).params);
    expect(tf.mean(tf.sum(tf.square(start), 1)).dataSync()[0]).toBeCloseTo(1, 1);
  });
});
