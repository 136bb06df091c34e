import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { spread, sumEvent } from "./event-axes.ts";

beforeAll(useCpu);

describe("event axes", () => {
  it("sums the last axes only", () => {
    const x = tf.reshape(tf.range(0, 24), [2, 3, 4]);
    expect(sumEvent(x, 0)).toBe(x);
    expectClose(sumEvent(x, 2), [66, 210]);
    expect(sumEvent(x, 1).shape).toEqual([2, 3]);
  });

  it("broadcasts with a gradient that sums, at rank five", () => {
    const shape = [2, 3, 1, 2, 2];
    expect(spread(tf.ones(shape), shape).shape).toEqual(shape);
    expectClose(tf.grad((x) => tf.sum(spread(x, shape)))(tf.tensor([1, 2])), [12, 12]);
  });
});
