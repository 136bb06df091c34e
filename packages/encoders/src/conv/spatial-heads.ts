import { conv2d, type Heads } from "@elbo/layers";
import { ConfigError, type Named, type Shape } from "@elbo/spec";

/**
 * One 1x1 convolution per name: h `[batch, height, width, channel]` -> `{ name: [batch, height, width, feature] }`.
 *
 * @throws ConfigError when a feature asks for another grid than the trunk's.
 */
export function spatialHeads({
  grid,
  shapes,
  where,
}: {
  /** `[height, width, channel]` of the trunk. */
  readonly grid: Shape;
  readonly shapes: Named<Shape>;
  readonly where: string;
}): Heads {
  const [height, width] = grid;
  const list = Object.entries(shapes).map(([name, shape]) => {
    if (shape[0] !== height || shape[1] !== width) {
      throw new ConfigError(`feature ${name} lies on another grid than the one that the convolutions end in`, {
        where,
        expected: `[${height}, ${width}, channel], where the trunk ends`,
        received: `[${shape.join(", ")}]`,
        remedy: "Change the strides or the number of layers, or the shape of the latent.",
      });
    }
    const size = { channels: shape[2] as number, kernel: 1, stride: 1 };
    return { name, layer: conv2d({ input: grid, ...size, where: `${where}, ${name}` }) };
  });
  return {
    params: Object.fromEntries(list.map(({ name, layer }) => [name, layer.params])),
    apply: (values, h) =>
      Object.fromEntries(
        list.map(({ name, layer }) => [name, layer.apply(values[name] as (typeof values)[string], h)]),
      ),
  };
}
