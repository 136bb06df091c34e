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
 * A latent of three axes that lies on the start grid enters by a 3x3 convolution, with vectors beside it (a condition, say) as
 * constant planes; a single one must lie there. Anything else is flattened, concatenated and mapped to the grid by dense layers.
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
  const [height, width, channels] = grid as [number, number, number];
  const onGrid = (shape: Shape) => shape.length === 3 && shape[0] === height && shape[1] === width;
  const entries = Object.entries(latents);
  const [[name, shape] = ["", []], ...others] = entries;
  const inPlace =
    entries.some((each) => onGrid(each[1])) && entries.every((each) => onGrid(each[1]) || each[1].length === 1);
  if (inPlace || (others.length === 0 && shape.length === 3)) {
    if (!inPlace) {
      throw new ConfigError("the latent does not lie on the grid that the decoder starts from", {
        where,
        expected: `${name} of shape [${height}, ${width}, channel], the outputs' size divided by the strides`,
        received: `[${shape.join(", ")}]`,
        remedy: "Change the strides or the number of layers, or the shape of the latent.",
      });
    }
    const input = [height, width, entries.reduce((sum, each) => sum + (each[1].at(-1) as number), 0)];
    const enter = conv2d({ input, channels, kernel: 3, stride: 1, activation, where: `${where}, start` });
    const spread = (z: tf.Tensor) =>
      z.rank === 4 ? z : tf.tile(tf.reshape(z, [z.shape[0] as number, 1, 1, -1]), [1, height, width, 1]);
    return {
      params: enter.params,
      apply: (values, z) => {
        const planes = entries.map(([site]) => spread(z[site] as tf.Tensor));
        return enter.apply(values as never, planes.length === 1 ? (planes[0] as tf.Tensor) : tf.concat(planes, 3));
      },
    };
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
