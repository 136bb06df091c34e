import type { DenseParams, Layer } from "@elbo/layers";
import type { Decoder, Named, ParamTree, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { convStart } from "./conv-start.ts";

/** Parameters: the way to the start grid, the trunk, one last convolution per output. */
export type ImageDecoderParams = {
  readonly start: ParamTree;
  readonly trunk: ParamTree;
  readonly heads: Named<DenseParams>;
};

/** z -> start grid -> trunk -> one convolution `end(name)` for each output `[height, width, ...channel]`. */
export function imageDecoder({
  enter,
  trunk,
  outputs,
  end,
}: {
  readonly enter: ReturnType<typeof convStart>;
  readonly trunk: Layer;
  readonly outputs: Named<Shape>;
  readonly end: (name: string) => Layer<DenseParams>;
}): Decoder<ImageDecoderParams> {
  const ends = Object.entries(outputs).map(([name, shape]) => ({ name, shape, layer: end(name) }));
  return {
    params: {
      start: enter.params,
      trunk: trunk.params,
      heads: Object.fromEntries(ends.map(({ name, layer }) => [name, layer.params])),
    },
    outputs: (params, z, _, context) => {
      const h = trunk.apply(params.trunk, enter.apply(params.start, z), context.at("trunk"));
      return Object.fromEntries(
        ends.map(({ name, shape, layer }) => {
          const y = layer.apply(params.heads[name] as Values<DenseParams>, h);
          return [name, shape.length === 3 ? y : tf.reshape(y, [-1, ...shape])];
        }),
      );
    },
  };
}
