import type { ParamSpec, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSize } from "../check/check-size.ts";
import { type WeightInitialiser, weightInitialiser } from "../initialisers/weight-initialiser.ts";
import type { Layer } from "../layer.ts";
import { denseLayout } from "./dense-layout.ts";

/** Sizes and start of a matrix product. */
export interface LinearOptions {
  readonly input: number;
  readonly output: number;
  /** `[height, width, channel]` when the input is an image, flattened. */
  readonly inputImage?: Shape;
  /** `[height, width, channel]` when the output becomes an image. */
  readonly outputImage?: Shape;
  /** Default Glorot uniform. */
  readonly init?: WeightInitialiser | undefined;
  /** Named in errors. */
  readonly where?: string;
}

/** `x W` over the last axis, whatever axes come before it. */
export function product(x: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  if (x.rank === 2) return tf.matMul(x, weight);
  const rows = tf.reshape(x, [-1, weight.shape[0] as number]);
  return tf.reshape(tf.matMul(rows, weight), [...x.shape.slice(0, -1), weight.shape[1] as number]);
}

/**
 * A matrix product without bias: `y = x W`, x `[batch, input]` (or `[..., input]`) -> y `[batch, output]`.
 *
 * @throws ConfigError for a size below 1.
 */
export function linear({
  input,
  output,
  inputImage,
  outputImage,
  init,
  where = "layers/linear",
}: LinearOptions): Layer<{ readonly weight: ParamSpec }> {
  checkSize(input, "input width", where);
  checkSize(output, "width", where);
  return {
    params: {
      weight: {
        shape: [input, output],
        init: weightInitialiser(init, input, output),
        layout: denseLayout([inputImage, outputImage]),
      },
    },
    apply: (values, x) => product(x, values.weight),
  };
}
