/**
 * A convolutional net from images to features (strided convolutions instead of pooling: Radford et al. 2016, section 3).
 * Vector features are read from the flattened trunk, spatial ones by a 1x1 convolution (as in VQ-VAE: van den Oord et
 * al. 2017, section 4.1).
 */
import { activationNames, chain, conv2d, type Layer } from "@elbo/layers";
import type { Definition, Encoder, ParamTree, Shape, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { conditionInput } from "../input/condition-input.ts";
import { networkInput } from "../input/network-input.ts";
import { type ImageFeatureParams, imageFeatures, imageShape } from "./image-features.ts";

const size = z.number().int().positive();
const schema = z.strictObject({
  kind: z.literal("conv"),
  layers: z
    .array(
      z.strictObject({
        channels: size.describe("output channels"),
        kernel: size.default(4).describe("kernel height and width, in pixels"),
        stride: size.default(2).describe("step, in pixels"),
      }),
    )
    .min(1)
    .default([
      { channels: 32, kernel: 4, stride: 2 },
      { channels: 64, kernel: 4, stride: 2 },
    ])
    .describe("convolutions, in order"),
  padding: z.enum(["same", "valid"]).default("same").describe('"same": sizes are divided by the stride, rounded up'),
  activation: z.enum(activationNames).default("relu").describe("after each layer"),
  hidden: z
    .array(size)
    .default([])
    .describe("widths of dense layers between the flattened image and vector features, in units"),
  dropout: z.number().min(0).lt(1).default(0).describe("probability that a unit of `hidden` is dropped in training"),
});

/** Config of the convolutional encoder. */
export type ConvEncoderConfig = z.infer<typeof schema>;

/** Parameters: convolutions, and what they end in. */
export type ConvEncoderParams = { readonly trunk: ParamTree } & ImageFeatureParams;

/**
 * x `[batch, height, width, channel]`, a condition as further channels -> features `[batch, ...feature]`, exactly those of the wiring. A feature of three
 * axes is spatial and read after the last layer on its grid.
 *
 * @throws ConfigError for data that are no images, a chain that leaves nothing of them, a spatial feature on a grid that no layer makes.
 */
export function createConvEncoder(
  { layers, padding, activation, hidden, dropout }: ConvEncoderConfig,
  { fields, features, condition }: Pick<Wiring, "fields" | "features" | "condition">,
): Encoder<ConvEncoderParams> {
  const where = "encoders/conv";
  const input = networkInput(fields, where);
  const given = conditionInput(condition);
  const image = imageShape(input.shape, where);
  const convs: Record<string, Layer> = {};
  const taps: { readonly grid: Shape }[] = [];
  let grid: Shape = [...image.slice(0, 2), (image[2] as number) + given.width];
  layers.forEach((layer, i) => {
    const next = conv2d({ input: grid, ...layer, padding, activation, where: `${where}, layers[${i}]` });
    convs[`layer${i}`] = next as Layer;
    grid = next.shape;
    taps.push({ grid });
  });
  const trunk = chain(convs);
  const ends = imageFeatures({ taps, features, hidden, activation, dropout, where });
  return {
    params: { trunk: trunk.params, ...ends.params },
    reads: [...input.reads, ...given.reads],
    apply: (params, batch, context) => {
      const x = given.planes(tf.reshape(input.read(batch), [-1, ...image]), batch);
      return ends.apply(params, Object.values(trunk.each(params.trunk, x, context.at("trunk"))), context);
    },
  };
}

/** The `conv` encoder, for registries. */
export const convEncoder: Definition<ConvEncoderConfig, Encoder<ConvEncoderParams>> = {
  family: "encoder",
  kind: "conv",
  summary: "strided convolutions to vector or spatial features",
  config: () => schema,
  create: createConvEncoder,
};
