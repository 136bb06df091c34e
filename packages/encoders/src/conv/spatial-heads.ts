import { chain, conv2d, type Layer } from "@elbo/layers";
import { ConfigError, type Context, type Named, type ParamTree, type Shape, type Values } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";

/** An image inside a trunk, from which features may be read. */
export interface Tap {
  /** `[height, width, channel]` */
  readonly grid: Shape;
  /** What stands between the image and a feature: a norm and an activation, say, made anew for each. */
  before?(): Layer;
}

/** Named images. */
export interface SpatialHeads {
  readonly params: ParamTree;
  /** One image `[batch, ...grid]` for each tap -> `{ name: [batch, height, width, feature] }`. */
  apply(values: Values<ParamTree>, images: readonly tf.Tensor[], context: Context): Named<tf.Tensor>;
}

/**
 * One 1x1 convolution per name, of the last tap whose grid is the feature's.
 *
 * @throws ConfigError when a feature asks for a grid that no tap has.
 */
export function spatialHeads({
  taps,
  shapes,
  where,
}: {
  readonly taps: readonly Tap[];
  readonly shapes: Named<Shape>;
  readonly where: string;
}): SpatialHeads {
  const list = Object.entries(shapes).map(([name, shape]) => {
    const [height, width, channels] = shape as [number, number, number];
    const at = taps.findLastIndex(({ grid }) => grid[0] === height && grid[1] === width);
    const tap = taps[at];
    if (tap === undefined) {
      throw new ConfigError(`feature ${name} lies on another grid than those of the convolutions`, {
        where,
        expected: [...new Set(taps.map(({ grid }) => `[${grid[0]}, ${grid[1]}, channel]`))].join(" or "),
        received: `[${shape.join(", ")}]`,
        remedy: "Change the strides or the number of layers, or the shape of the latent.",
      });
    }
    const head = conv2d({ input: tap.grid, channels, kernel: 1, stride: 1, where: `${where}, ${name}` }) as Layer;
    return { name, at, layer: tap.before ? chain({ before: tap.before(), head }) : head };
  });
  return {
    params: Object.fromEntries(list.map(({ name, layer }) => [name, layer.params])),
    apply: (values, images, context) =>
      Object.fromEntries(
        list.map(({ name, at, layer }) => [
          name,
          layer.apply(values[name] as Values<ParamTree>, images[at] as tf.Tensor, context.at(name)),
        ]),
      ),
  };
}
