import { type Activation, chain, conv2d, dense, type Layer, mlp } from "@elbo/layers";
import { ConfigError, type Named, type ParamTree, type Shape, type Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { latentVector } from "../input/latent-vector.ts";

/** The way from the latents to the first grid. */
export interface ConvStart {
  readonly params: ParamTree;
  /** z per site -> `[batch, ...grid]`. */
  apply(values: Values<ParamTree>, z: Named<tf.Tensor>): tf.Tensor;
}

/**
 * A single latent of three axes enters by a 3x3 convolution and must lie on the start grid; anything else is flattened,
 * concatenated and mapped to the grid by dense layers.
 *
 * @throws ConfigError for a spatial latent on another grid.
 */
export function convStart({
  latents,
  grid,
  hidden,
  activation,
  where,
}: {
  readonly latents: Named<Shape>;
  /** `[height, width, channel]` that the transposed convolutions start from. */
  readonly grid: Shape;
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly where: string;
}): ConvStart {
  const [[name, shape] = ["", []], ...others] = Object.entries(latents);
  const [height, width, channels] = grid as [number, number, number];
  if (others.length === 0 && shape.length === 3) {
    if (shape[0] !== height || shape[1] !== width) {
      throw new ConfigError("the latent does not lie on the grid that the decoder starts from", {
        where,
        expected: `${name} of shape [${height}, ${width}, channel], the outputs' size divided by the strides`,
        received: `[${shape.join(", ")}]`,
        remedy: "Change the strides or the number of layers, or the shape of the latent.",
      });
    }
    const enter = conv2d({ input: shape, channels, kernel: 3, stride: 1, activation, where: `${where}, start` });
    return { params: enter.params, apply: (values, z) => enter.apply(values as never, z[name] as tf.Tensor) };
  }
  const input = latentVector(latents, where);
  const trunk = mlp({ input: input.width, widths: hidden, activation, where: `${where}, hidden` });
  const output = tf.util.sizeFromShape([...grid]);
  const spread = dense({ input: trunk.width, output, outputImage: grid, activation, where: `${where}, start` });
  const path = chain({ hidden: trunk, spread: spread as Layer });
  return {
    params: path.params,
    apply: (values, z) => tf.reshape(path.apply(values, input.read(z)), [-1, ...grid]),
  };
}
