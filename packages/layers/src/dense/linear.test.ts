import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { linear } from "./linear.ts";

beforeAll(useCpu);

describe("linear", () => {
  const layer = linear({ input: 2, output: 3 });
  const weight = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);

  it("multiplies", () => {
    expectClose(layer.apply({ weight }, tf.tensor2d([[1, -1]])), [-3, -3, -3]);
  });
  it("keeps all axes before the last", () => {
    const x = tf.tensor([1, 0, 0, 1, 1, 1, 2, 0, 0, 2, 1, -1], [3, 2, 2]);
    const y = layer.apply({ weight }, x);
    expect(y.shape).toEqual([3, 2, 3]);
    expectClose(y, [1, 2, 3, 4, 5, 6, 5, 7, 9, 2, 4, 6, 8, 10, 12, -3, -3, -3]);
  });
  it.each([0, -1, 2.5])("refuses width %s and says where", (output) => {
    expect(() => linear({ input: 2, output, where: "encoders/dense" })).toThrow(
      /^encoders\/dense: width makes no layer/,
    );
  });
});
