import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createGraph } from "../graph/create-graph.ts";
import { checkCase } from "../test-support/check-case.ts";
import { blockedForward, blockedSpread } from "./blocked-convolutions.ts";
import type { Plan } from "./convolution-plan.ts";

beforeAll(useCpu);

const size = fc.integer({ min: 3, max: 6 });
const drawn = fc.record({
  image: fc.tuple(fc.integer({ min: 1, max: 2 }), size, size),
  kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
  pad: fc.constantFrom("same" as const, "valid" as const),
  channels: fc.constantFrom<[number, number][]>(
    [16, 16],
    [32, 16],
    [16, 32],
    [3, 16],
    [16, 3],
    [1, 32],
    [17, 16],
    [16, 8],
  ),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer D> ? D : never;

const sizes = ({ image: [batch, height, width], kernel, strides, pad, channels: [from, to] }: Drawn) => {
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

  it("are left to the standard where the runtime has no blocks, channels do not fit or rows are dilated", () => {
    const plan: Plan = {
      input: [4, 4],
      output: [4, 4],
      kernel: [1, 1],
      strides: [1, 1],
      dilations: [1, 1],
      pads: [0, 0, 0, 0],
    };
    const made = (blocked: number | undefined, from: number, to: number, dilation = 1) => {
      const g = createGraph(blocked === undefined ? {} : { blocked });
      const filter = g.input("filter", [1, 1, from, to], "float32");
      const how: Plan = { ...plan, dilations: [dilation, dilation] };
      return [
        blockedForward(g, g.input("x", [1, 4, 4, from], "float32"), filter, how) !== undefined,
        blockedSpread(g, g.input("dy", [1, 4, 4, to], "float32"), filter, how) !== undefined,
      ];
    };
    expect(made(16, 16, 32)).toEqual([true, true]);
    expect(made(16, 3, 16)).toEqual([true, false]);
    expect(made(16, 16, 3)).toEqual([false, true]);
    expect(made(16, 24, 16)).toEqual([false, false]);
    expect(made(8, 24, 16)).toEqual([true, true]);
    expect(made(16, 16, 16, 2)).toEqual([true, false]);
    expect(made(undefined, 16, 16)).toEqual([false, false]);
  });
});
