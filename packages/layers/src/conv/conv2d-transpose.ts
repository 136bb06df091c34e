import { ConfigError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { activations } from "../activations/activations.ts";
import { biasInitialiser, weightInitialiser } from "../initialisers/weight-initialiser.ts";
import { conv2dShape, conv2dTransposeShape } from "./conv-shapes.ts";
import type { Conv2dOptions, ImageLayer } from "./conv2d.ts";

/** Options of a transposed convolution. */
export interface Conv2dTransposeOptions extends Conv2dOptions {
  /** Height and width to make, for sizes that the stride does not divide: a convolution of them must give the input's. */
  readonly grid?: readonly [number, number];
}

/**
 * A transposed convolution with bias, the gradient of `conv2d` with respect to its image:
 * x `[batch, height, width, in]` -> `[batch, ...shape]`, kernel `[kernel, kernel, channels, in]` (tfjs's order).
 *
 * @throws ConfigError for a size below 1, and for a `grid` that a convolution does not bring back to the input's.
 */
export function conv2dTranspose({
  input,
  channels,
  kernel,
  stride,
  padding = "same",
  activation = "linear",
  init,
  grid,
  where = "layers/conv2d-transpose",
}: Conv2dTransposeOptions): ImageLayer {
  const size = { channels, kernel, stride };
  const natural = conv2dTransposeShape(input, size, padding, where);
  const shape: [number, number, number] = grid ? [...grid, channels] : natural;
  const back = conv2dShape(shape, size, padding, where);
  if (back[0] !== input[0] || back[1] !== input[1]) {
    throw new ConfigError("no convolution leads from the grid to the input", {
      where,
      expected: `[${natural[0]}, ${natural[1]}], or a little less`,
      received: `[${shape[0]}, ${shape[1]}]`,
      remedy: "Choose a grid that the stride brings to the input's.",
    });
  }
  const [depth, area] = [input[2] as number, kernel * kernel];
  return {
    shape,
    params: {
      weight: {
        shape: [kernel, kernel, channels, depth],
        init: weightInitialiser(init, area * depth, area * channels),
        layout: { layer: "conv2d-transpose", window: { image: shape, kernel, stride, padding } },
      },
      bias: { shape: [channels], init: biasInitialiser(init, area * depth), layout: { layer: "conv2d-transpose" } },
    },
    apply: (values, x) => {
      const made: [number, number, number, number] = [x.shape[0] as number, ...shape];
      const y = tf.conv2dTranspose(x as tf.Tensor4D, values.weight as tf.Tensor4D, made, stride, padding);
      return activations[activation](tf.add(y, values.bias));
    },
  };
}
