import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import type { KernelCase } from "../test-support/kernel-case.ts";
import { CONVOLUTIONS } from "./convolutions.ts";

beforeAll(useCpu);

const small = fc.integer({ min: 1, max: 3 });
const padding = fc.constantFrom("same" as const, "valid" as const);
const drawn = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 4, max: 6 }),
  width: fc.integer({ min: 4, max: 6 }),
  channels: small,
  filters: small,
  kernel: fc.tuple(small, small),
  stride: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 })),
  pad: padding,
});
type Drawn = typeof drawn extends fc.Arbitrary<infer D> ? D : never;

type Four = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor;
const images = ({ batch, height, width, channels }: Drawn) => [batch, height, width, channels];
const filtersOf = ({ kernel, channels, filters }: Drawn) => [...kernel, channels, filters];

const convolution = (name: string, f: (d: Drawn) => Four, how: Partial<KernelCase> = {}): KernelCase => ({
  name,
  samples: drawn.map((d) => ({
    operands: [{ shape: images(d) }, { shape: filtersOf(d) }],
    f: (x, filter) => f(d)(x as tf.Tensor4D, filter as tf.Tensor4D),
  })),
  ...how,
});

const cases: readonly KernelCase[] = [
  convolution(
    "Conv2D",
    ({ stride, pad }) =>
      (x, w) =>
        tf.conv2d(x, w, stride, pad),
  ),
  {
    name: "Conv2D, padded by a number",
    samples: drawn.map((d) => {
      const { channels, filters, stride, kernel } = d;
      const filter = [kernel[0], kernel[0], channels, filters];
      return {
        operands: [{ shape: images(d) }, { shape: filter }],
        f: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride[0], 1, "NHWC", 1, "floor"),
      };
    }),
    node: false, // it knows "same" and "valid" only
  },
  convolution(
    "Conv2D, dilated",
    ({ pad }) =>
      (x, w) =>
        tf.conv2d(
          tf.pad(x, [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
          ]),
          w,
          1,
          pad,
          "NHWC",
          2,
        ),
  ),
  {
    name: "conv2dTranspose",
    samples: drawn.map((d) => {
      const { batch, height, width, channels, filters, kernel, stride, pad } = d;
      const covered = (n: number, i: 0 | 1) => (pad === "same" ? n * stride[i] : (n - 1) * stride[i] + kernel[i]);
      const shape = [batch, covered(height, 0), covered(width, 1), filters] as [number, number, number, number];
      return {
        operands: [{ shape: images(d) }, { shape: [...kernel, filters, channels] }],
        f: (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, shape, stride, pad),
      };
    }),
  },
  {
    name: "conv1d, causal and dilated",
    samples: fc.tuple(small, small, fc.integer({ min: 1, max: 3 })).map(([channels, filters, dilation]) => ({
      operands: [{ shape: [2, 7, channels] }, { shape: [2, channels, filters] }],
      f: (x, w) =>
        tf.conv1d(
          tf.pad(x as tf.Tensor3D, [
            [0, 0],
            [dilation, 0],
            [0, 0],
          ]),
          w as tf.Tensor3D,
          1,
          "valid",
          "NWC",
          dilation,
        ),
    })),
  },
  {
    name: "conv1d with strides",
    samples: fc.tuple(small, small, small, padding).map(([channels, filters, stride, pad]) => ({
      operands: [{ shape: [2, 7, channels] }, { shape: [3, channels, filters] }],
      f: (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, stride, pad),
    })),
  },
  convolution(
    "DepthwiseConv2dNative",
    ({ stride: [s], pad }) =>
      (x, w) =>
        tf.depthwiseConv2d(x, w, s, pad),
  ),
  convolution(
    "DepthwiseConv2dNative, dilated",
    ({ kernel }) =>
      (x, w) =>
        tf.depthwiseConv2d(x, w, 1, "same", "NHWC", [kernel[1], 2]),
  ),
  {
    name: "a stack of layers with biases and activations",
    samples: drawn.map((d) => ({
      operands: [
        { shape: images(d) },
        { shape: filtersOf(d) },
        { shape: [d.filters] },
        { shape: [2, 2, d.filters, 2] },
      ],
      f: (...xs) => {
        const [x, first, bias, second] = xs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.Tensor4D];
        const h = tf.tanh(tf.add(tf.conv2d(x, first, 1, "same"), bias)) as tf.Tensor4D;
        return tf.softplus(tf.conv2d(h, second, 2, "same"));
      },
    })),
  },
  ...(["linear", "relu", "sigmoid"] as const).flatMap((activation) => [
    convolution(
      `FusedConv2D, ${activation}`,
      ({ stride, pad, filters }) =>
        (x, filter) =>
          tf.fused.conv2d({ x, filter, strides: stride, pad, activation, bias: tf.linspace(-1, 1, filters) }),
      { order: 0 },
    ),
    convolution(
      `FusedDepthwiseConv2D, ${activation}`,
      ({ stride: [s], pad, channels, filters }) =>
        (x, filter) =>
          tf.fused.depthwiseConv2d({
            x,
            filter,
            strides: s,
            pad,
            activation,
            bias: tf.linspace(-1, 1, channels * filters),
          }),
      { order: 0 },
    ),
  ]),
];

describe("convolutions", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(CONVOLUTIONS, cases)).toEqual([]));
});
