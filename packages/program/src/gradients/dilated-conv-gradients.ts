import { NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { InputGradients } from "./define-gradient.ts";

/** Attributes of tfjs's convolution kernels. */
export interface ConvAttributes {
  readonly strides: [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dataFormat: "NHWC";
  readonly dilations: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * Gradients of a dilated convolution (stride 1, as tfjs demands), which stock tfjs refuses:
 * - to x: the same dilated convolution of dy, padded to the full overlap, with the filter turned round and its channels
 *   exchanged;
 * - to the filter: the convolution of x with dy where batch takes the place of channels and the dilation becomes the stride.
 */
export function dilatedConvGradients(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { strides, pad, dilations, dimRoundingMode }: ConvAttributes,
): InputGradients {
  const { padInfo, effectiveFilterHeight, effectiveFilterWidth } = tf.backend_util.computeConv2DInfo(
    x.shape,
    filter.shape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  const [rows, columns] = [effectiveFilterHeight - 1, effectiveFilterWidth - 1];
  const { top, bottom, left, right } = padInfo;
  if (Math.max(top, bottom) > rows || Math.max(left, right) > columns) {
    throw new NotSupportedError("a dilated convolution padded beyond its filter has no gradient", {
      where: "program/gradients",
      expected: `padding of at most ${rows} by ${columns}`,
      received: `${Math.max(top, bottom)} by ${Math.max(left, right)}`,
      remedy: 'Pad with "same", "valid", or tf.pad before the convolution.',
    });
  }
  const swap = (t: tf.Tensor) => tf.transpose(t, [3, 1, 2, 0]) as tf.Tensor4D;
  return {
    x: () => {
      const full = tf.pad(dy, [
        [0, 0],
        [rows - top, rows - bottom],
        [columns - left, columns - right],
        [0, 0],
      ]);
      const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
      return tf.conv2d(full, turned, 1, "valid", "NHWC", dilations);
    },
    filter: () => {
      const padded = tf.pad(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]);
      const taps = tf.conv2d(swap(padded), tf.transpose(dy, [1, 2, 0, 3]), dilations, "valid");
      return tf.transpose(taps, [1, 2, 0, 3]);
    },
  };
}
