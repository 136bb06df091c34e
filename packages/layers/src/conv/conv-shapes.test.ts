import { ConfigError } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { conv2dShape, conv2dTransposeShape, type Padding } from "./conv-shapes.ts";

beforeAll(useCpu);

describe("conv shapes", () => {
  it("equal what tfjs computes, over sizes, kernels, strides and paddings", () => {
    for (const padding of ["same", "valid"] satisfies Padding[]) {
      for (let n = 3; n <= 7; n++) {
        for (const kernel of [1, 2, 3]) {
          for (const stride of [1, 2, 3]) {
            const size = { channels: 1, kernel, stride };
            const filter = tf.ones([kernel, kernel, 1, 1]) as tf.Tensor4D;
            const y = tf.conv2d(tf.ones([1, n, n + 1, 1]) as tf.Tensor4D, filter, stride, padding);
            expect(conv2dShape([n, n + 1, 1], size, padding)).toEqual(y.shape.slice(1));
            const back = conv2dTransposeShape(y.shape.slice(1), size, padding);
            expect(conv2dShape(back, size, padding)).toEqual(y.shape.slice(1));
          }
        }
      }
    }
  });
  it("refuse a convolution that leaves nothing", () => {
    const attempt = () =>
      conv2dShape([3, 3, 1], { channels: 8, kernel: 4, stride: 2 }, "valid", "encoders/conv, layer 2");
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow("encoders/conv, layer 2: the convolution leaves nothing of the image");
  });
  it.each(["channels", "kernel", "stride"])("refuse %s of 0", (name) => {
    const size = { channels: 8, kernel: 4, stride: 2, [name]: 0 };
    expect(() => conv2dShape([8, 8, 1], size)).toThrow(`${name} makes no layer`);
    expect(() => conv2dTransposeShape([8, 8, 1], size)).toThrow(`${name} makes no layer`);
  });
});
