import { type Activation, type DenseParams, heads, mlp } from "@elbo/layers";
import { ConfigError, type Context, type Named, type ParamTree, type Shape, type Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { spatialHeads, type Tap } from "./spatial-heads.ts";

/**
 * Event axes of an image, all after height and width taken as channels.
 *
 * @throws ConfigError for data that are no images.
 */
export function imageShape(shape: Shape, where: string): readonly [number, number, number] {
  if (shape.length < 3) {
    throw new ConfigError("x is no image", {
      where,
      expected: "x of shape [height, width, channel]",
      received: `[${shape.join(", ")}]`,
      remedy: 'Take the encoder kind "dense", or a data set of images.',
    });
  }
  const [height, width, ...channels] = shape as [number, number, ...number[]];
  return [height, width, tf.util.sizeFromShape(channels)];
}

/** Parameters: dense layers, vector heads `[batch, ...]`, spatial heads `[batch, height, width, channel]`. */
export type ImageFeatureParams = {
  readonly hidden: ParamTree;
  readonly heads: Named<DenseParams>;
  readonly spatial: ParamTree;
};

/** What a convolutional trunk ends in. */
export interface ImageFeatures {
  readonly params: ImageFeatureParams;
  /** One image `[batch, ...grid]` for each tap -> features `[batch, ...feature]`. */
  apply(values: Values<ImageFeatureParams>, images: readonly tf.Tensor[], context: Context): Named<tf.Tensor>;
}

/**
 * Features read from a trunk's images: those of three axes by a 1x1 convolution of the last image on their grid, the others from
 * the very last image, flattened, through dense layers.
 *
 * @throws ConfigError when a feature of three axes asks for a grid that no image has, and for widths below 1.
 */
export function imageFeatures({
  taps,
  features,
  where,
  ...options
}: {
  /** The trunk's images, in order. */
  readonly taps: readonly Tap[];
  readonly features: Named<Shape>;
  /** Widths of the dense layers. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly dropout: number;
  readonly where: string;
}): ImageFeatures {
  const split = (spatial: boolean) =>
    Object.fromEntries(Object.entries(features).filter(([, shape]) => (shape.length === 3) === spatial));
  const { grid } = taps.at(-1) as Tap;
  const vectors = split(false);
  const flat = tf.util.sizeFromShape([...grid]);
  const { activation, dropout } = options;
  const widths = Object.keys(vectors).length === 0 ? [] : options.hidden;
  const dense = mlp({ input: flat, inputImage: grid, widths, activation, dropout, where });
  const image = widths.length === 0 && { inputImage: grid };
  const ends = heads({ input: dense.width, ...image, shapes: vectors, where });
  const spatial = spatialHeads({ taps, shapes: split(true), where });
  return {
    params: { hidden: dense.params, heads: ends.params, spatial: spatial.params },
    apply: (values, images, context) => {
      const last = tf.reshape(images.at(-1) as tf.Tensor, [-1, flat]);
      const vector = dense.apply(values.hidden, last, context.at("hidden"));
      return {
        ...ends.apply(values.heads, vector),
        ...spatial.apply(values.spatial, images, context.at("spatial")),
      };
    },
  };
}
