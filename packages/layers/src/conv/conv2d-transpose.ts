import { zeros } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import { activations } from "../activations/activations.ts";
import { weightInitialiser } from "../initialisers/weight-initialiser.ts";
import { conv2dTransposeShape } from "./conv-shapes.ts";
import type { Conv2dOptions, ImageLayer } from "./conv2d.ts";

/**
 * A transposed convolution with bias, the gradient of `conv2d` with respect to its image:
 * x `[batch, height, width, in]` -> `[batch, ...shape]`, kernel `[kernel, kernel, channels, in]` (tfjs's order).
 *
 * @throws ConfigError for a size below 1.
 */
export function conv2dTranspose({
  input,
  channels,
  kernel,
  stride,
  padding = "same",
  activation = "linear",
  init = "glorot-uniform",
  where = "layers/conv2d-transpose",
}: Conv2dOptions): ImageLayer {
  const shape = conv2dTransposeShape(input, { channels, kernel, stride }, padding, where);
  const [depth, area] = [input[2] as number, kernel * kernel];
  return {
    shape,
    params: {
      weight: {
        shape: [kernel, kernel, channels, depth],
        init: weightInitialiser(init, area * depth, area * channels),
        layout: { layer: "conv2d-transpose", window: { image: shape, kernel, stride, padding } },
      },
      bias: { shape: [channels], init: zeros, layout: { layer: "conv2d-transpose" } },
    },
    apply: (values, x) => {
      const size: [number, number, number, number] = [x.shape[0] as number, ...shape];
      const y = tf.conv2dTranspose(x as tf.Tensor4D, values.weight as tf.Tensor4D, size, stride, padding);
      return activations[activation](tf.add(y, values.bias));
    },
  };
}
