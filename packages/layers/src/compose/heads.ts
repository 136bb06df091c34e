import type { Named, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { type DenseParams, dense } from "../dense/dense.ts";
import type { WeightInitialiser } from "../initialisers/weight-initialiser.ts";
import type { Layer } from "../layer.ts";

/** Named linear read-outs of one hidden vector. */
export type Heads = Layer<Named<DenseParams>, Named<tf.Tensor>>;

/**
 * One dense layer per name: h `[batch, input]` -> `{ name: [batch, ...shape] }`.
 *
 * @throws ConfigError for a size below 1.
 */
export function heads({
  input,
  inputImage,
  shapes,
  init,
  where = "layers/heads",
}: {
  readonly input: number;
  /** `[height, width, channel]` when h is an image, flattened. */
  readonly inputImage?: Shape;
  /** Event shape of each head. */
  readonly shapes: Named<Shape>;
  readonly init?: WeightInitialiser | undefined;
  readonly where?: string;
}): Heads {
  const list = Object.entries(shapes).map(([name, shape]) => {
    const output = tf.util.sizeFromShape([...shape]);
    const images = { ...(inputImage && { inputImage }), ...(shape.length === 3 && { outputImage: shape }) };
    return { name, shape, layer: dense({ input, output, ...images, init, where: `${where}, ${name}` }) };
  });
  return {
    params: Object.fromEntries(list.map(({ name, layer }) => [name, layer.params])),
    apply: (values, h) =>
      Object.fromEntries(
        list.map(({ name, shape, layer }) => {
          const flat = layer.apply(values[name] as Values<DenseParams>, h);
          return [name, tf.reshape(flat, [h.shape[0] as number, ...shape])];
        }),
      ),
  };
}
