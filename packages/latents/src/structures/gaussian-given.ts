import { normalDiagonal } from "@elbo/distributions";
import type { Activation } from "@elbo/layers";
import type { Context, Distribution, ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { conditionalNormal } from "./conditional-normal.ts";

/** q of a Gaussian site given x and an earlier site. */
export interface GaussianGiven {
  readonly params: ParamTree;
  /** Width of the encoder's feature that the net sees. */
  readonly hidden: number;
  /** hidden `[batch, hidden]`, value `[...lead, size]` of the earlier site -> batchShape lead. */
  distribution(values: Values<ParamTree>, hidden: tf.Tensor, value: tf.Tensor, context: Context): Distribution;
}

/** One axis from the last `axes` of a value: `[...lead, variable, class]` -> `[...lead, variable * class]`. */
export const inOneAxis = (value: tf.Tensor, axes: number): tf.Tensor =>
  tf.reshape(value, [...value.shape.slice(0, value.rank - axes), -1]);

/**
 * q(z|x, s) = N(mean, diag variance) of a multilayer perceptron on a feature of x and s, side by side. The feature is as wide as the
 * first hidden layer, or as z without one.
 */
export function gaussianGiven({
  size,
  dimension,
  widths,
  activation,
}: {
  readonly size: number;
  readonly dimension: number;
  readonly widths: readonly number[];
  readonly activation: Activation;
}): GaussianGiven {
  const [width] = widths;
  const hidden = width ?? dimension;
  const net = conditionalNormal({ input: hidden + size, latent: dimension, widths, activation, where: "latents" });
  return {
    params: net.params,
    hidden,
    distribution(values, feature, value, context) {
      const seen = tf.add(feature, tf.zeros([...value.shape.slice(0, -1), hidden]));
      const input = tf.concat([seen, value], value.rank - 1);
      return normalDiagonal({ ...net.moments(values, input, context), eventAxes: 1 });
    },
  };
}
