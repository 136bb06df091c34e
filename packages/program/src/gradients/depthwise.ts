import * as tf from "@tensorflow/tfjs-core";
import { defineGradient } from "./define-gradient.ts";
import type { ConvAttributes } from "./dilated-conv-gradients.ts";
import { spreadOut } from "./spread-out.ts";

type Four = tf.Tensor4D;
type Window = Pick<ConvAttributes, "strides" | "pad" | "dimRoundingMode">;

const kernel = (name: string, inputs: tf.NamedTensorMap, attributes: object) =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as Four;

const window = ({ strides, pad, dimRoundingMode }: Window) => ({ strides, pad, dimRoundingMode, dilations: 1 });

const forward = (x: Four, filter: Four, { strides, pad, dimRoundingMode }: Window) =>
  tf.depthwiseConv2d(x, filter, strides, pad, "NHWC", 1, dimRoundingMode);
const toInput = (inputShape: number[], dy: Four, filter: Four, how: Window) =>
  kernel("DepthwiseConv2dNativeBackpropInput", { dy, filter }, { ...window(how), inputShape });
const toFilter = (x: Four, dy: Four, filterShape: number[], how: Window) =>
  kernel("DepthwiseConv2dNativeBackpropFilter", { x, dy }, { ...window(how), filterShape });

/** A dilated filter is the filter with zeros between its taps. */
const dilated = (filter: Four, [rows, columns]: readonly [number, number]) =>
  spreadOut(spreadOut(filter, 0, rows), 1, columns) as Four;

/** The taps of a gradient with respect to a dilated filter. */
const taps = (gradient: Four, [rows, columns]: readonly [number, number]): tf.Tensor =>
  rows === 1 && columns === 1
    ? gradient
    : tf.stridedSlice(gradient, [0, 0, 0, 0], gradient.shape, [rows, columns, 1, 1]);

/**
 * Depthwise convolution y = x * w is bilinear, and so are its two gradients: each one's gradients are the other two.
 * Stock tfjs stops at first order and at dilations.
 */
export function defineDepthwise(): void {
  defineGradient<ConvAttributes>("DepthwiseConv2dNative", ["x", "filter"], (dy, saved, attributes) => {
    const [x, filter] = saved as [Four, Four];
    const { dilations = 1 } = attributes;
    const apart = Array.isArray(dilations) ? dilations : ([dilations, dilations] as [number, number]);
    const wide = dilated(filter, apart);
    return {
      x: () => toInput(x.shape, dy as Four, wide, attributes),
      filter: () => taps(toFilter(x, dy as Four, wide.shape, attributes), apart),
    };
  });
  defineGradient<ConvAttributes>("DepthwiseConv2dNativeBackpropInput", ["dy", "filter"], (g, saved, attributes) => {
    const [dy, filter] = saved as [Four, Four];
    return {
      dy: () => forward(g as Four, filter, attributes),
      filter: () => toFilter(g as Four, dy, filter.shape, attributes),
    };
  });
  defineGradient<ConvAttributes>("DepthwiseConv2dNativeBackpropFilter", ["x", "dy"], (g, saved, attributes) => {
    const [x, dy] = saved as [Four, Four];
    return {
      x: () => toInput(x.shape, dy, g as Four, attributes),
      dy: () => forward(x, g as Four, attributes),
    };
  });
}
