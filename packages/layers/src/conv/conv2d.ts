import type { Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { type Activation, activations } from "../activations/activations.ts";
import type { DenseParams } from "../dense/dense.ts";
import { biasInitialiser, type WeightInitialiser, weightInitialiser } from "../initialisers/weight-initialiser.ts";
import type { Layer } from "../layer.ts";
import { type ConvSize, conv2dShape, type Padding } from "./conv-shapes.ts";

/** Options of a convolution and of its transpose. */
export interface Conv2dOptions extends ConvSize {
  /** `[height, width, channels]` of the input image. */
  readonly input: Shape;
  /** Default "same". */
  readonly padding?: Padding;
  /** Default linear. */
  readonly activation?: Activation;
  /** Default Glorot uniform. */
  readonly init?: WeightInitialiser | undefined;
  /** Named in errors. */
  readonly where?: string;
}

/** A layer that knows the image it makes. */
export interface ImageLayer extends Layer<DenseParams> {
  /** `[height, width, channels]` of the output. */
  readonly shape: readonly [number, number, number];
}

/**
 * A convolution with bias: x `[batch, height, width, in]` -> `[batch, ...shape]`, kernel `[kernel, kernel, in, channels]`.
 *
 * @throws ConfigError when nothing is left of the image, or for a size below 1.
 */
export function conv2d({
  input,
  channels,
  kernel,
  stride,
  padding = "same",
  activation = "linear",
  init,
  where = "layers/conv2d",
}: Conv2dOptions): ImageLayer {
  const shape = conv2dShape(input, { channels, kernel, stride }, padding, where);
  const [depth, area] = [input[2] as number, kernel * kernel];
  return {
    shape,
    params: {
      weight: {
        shape: [kernel, kernel, depth, channels],
        init: weightInitialiser(init, area * depth, area * channels),
        layout: { layer: "conv2d", window: { image: input, kernel, stride, padding } },
      },
      bias: { shape: [channels], init: biasInitialiser(init, area * depth), layout: { layer: "conv2d" } },
    },
    apply: (values, x) => {
      const y = tf.conv2d(x as tf.Tensor4D, values.weight as tf.Tensor4D, stride, padding, "NHWC");
      return activations[activation](tf.add(y, values.bias));
    },
  };
}
