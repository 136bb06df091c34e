import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, it } from "vitest";
import { checkCase } from "../test-support/check-case.ts";

beforeAll(useCpu);

const size = fc.integer({ min: 3, max: 6 });
const drawn = fc.record({
  image: fc.tuple(fc.integer({ min: 1, max: 2 }), size, size),
  kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
  pad: fc.constantFrom("same" as const, "valid" as const),
  channels: fc.constantFrom([16, 16], [32, 16], [16, 32], [3, 16], [16, 3], [1, 32], [17, 16], [16, 8]),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer D> ? D : never;

const sizes = ({ image: [batch, height, width], kernel, strides, pad, channels: [from = 1, to = 1] }: Drawn) => {
  const big = [batch, Math.max(height, kernel[0]), Math.max(width, kernel[1]), from] as [
    number,
    number,
    number,
    number,
  ];
  return { big, filter: [...kernel, from, to], strides, pad };
};

describe("convolutions whose channels fill blocks", () => {
  it("forward and gradients", () =>
    checkCase({
      name: "Conv2D",
      tolerance: 2e-4,
      samples: drawn.map((d) => {
        const { big, filter, strides, pad } = sizes(d);
        return {
          operands: [{ shape: big }, { shape: filter, range: [-0.2, 0.2] }],
          f: (x, w) => tf.tanh(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad)),
        };
      }),
    }));
  it("transposed, forward and gradients", () =>
    checkCase({
      name: "conv2dTranspose",
      tolerance: 2e-4,
      samples: drawn.map((d) => {
        const { big, filter, strides, pad } = sizes(d);
        const dy = tf.backend_util.computeConv2DInfo(big, filter as [number, number, number, number], strides, 1, pad);
        return {
          operands: [{ shape: dy.outShape }, { shape: filter, range: [-0.2, 0.2] }],
          f: (y, w) => tf.tanh(tf.conv2dTranspose(y as tf.Tensor4D, w as tf.Tensor4D, big, strides, pad)),
        };
      }),
    }));
});
