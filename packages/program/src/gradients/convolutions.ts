import * as tf from "@tensorflow/tfjs-core";
import { defineGradient, type InputGradients } from "./define-gradient.ts";
import { type ConvAttributes, dilatedConvGradients } from "./dilated-conv-gradients.ts";

/** Second order through a convolution's filter gradient, and first order through dilated convolutions. */
export function defineConvolutions(): void {
  // ConvFilter(x, dy) is bilinear, so each of its gradients is a convolution with the other operand.
  defineGradient<ConvAttributes>("Conv2DBackpropFilter", ["x", "dy"], (g, saved, { strides, pad }) => {
    const [x, dy] = saved as [tf.Tensor4D, tf.Tensor4D];
    return {
      x: () => tf.conv2dTranspose(dy, g as tf.Tensor4D, x.shape, strides, pad),
      dy: () => tf.conv2d(x, g as tf.Tensor4D, strides, pad),
    };
  });
  const undilated = tf.getGradient("Conv2D").gradFunc;
  defineGradient<ConvAttributes>("Conv2D", ["x", "filter"], (dy, saved, attributes) => {
    const dilations = [attributes.dilations].flat();
    if (dilations.every((d) => d === 1)) {
      return undilated(dy, [...saved], attributes as unknown as tf.NamedAttrMap) as InputGradients;
    }
    const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
    return dilatedConvGradients(dy as tf.Tensor4D, x, filter, attributes);
  });
}
