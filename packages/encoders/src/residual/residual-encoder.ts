/**
 * A residual convolutional net from images of any size, grey or in colour, to features (He et al. 2016, "Identity mappings
 * in deep residual networks"): a 3x3 convolution, stages of pre-activation blocks of which the first halves height and width,
 * a last norm and activation.
 */
import {
  activationNames,
  chain,
  conv2d,
  type Layer,
  normNames,
  normThenActivation,
  residualBlock,
  underNorm,
} from "@elbo/layers";
import type { Definition, Encoder, ParamTree, Shape, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { type ImageFeatureParams, imageFeatures, imageShape } from "../conv/image-features.ts";
import type { Tap } from "../conv/spatial-heads.ts";
import { conditionInput } from "../input/condition-input.ts";
import { networkInput } from "../input/network-input.ts";

const size = z.number().int().positive();
const schema = z.strictObject({
  kind: z.literal("residual"),
  channels: z
    .array(size)
    .min(1)
    .default([32, 64])
    .describe("channels of each stage; height and width are halved at its start, rounded up"),
  blocks: size.default(1).describe("residual blocks in each stage, two 3x3 convolutions each"),
  activation: z.enum(activationNames).default("relu").describe("before each convolution of a block"),
  norm: z
    .enum(normNames)
    .default("none")
    .describe("layer (over channels), batch: before each activation; weight: of all weights of the trunk"),
  hidden: z
    .array(size)
    .default([])
    .describe("widths of dense layers between the flattened image and vector features, in units"),
  dropout: z.number().min(0).lt(1).default(0).describe("probability that a unit of `hidden` is dropped in training"),
});

/** Config of the residual encoder. */
export type ResidualEncoderConfig = z.infer<typeof schema>;

/** Parameters: the residual trunk, and what it ends in. */
export type ResidualEncoderParams = { readonly trunk: ParamTree } & ImageFeatureParams;

/**
 * x `[batch, height, width, channel]`, a condition as further channels -> features `[batch, ...feature]`, exactly those of the
 * wiring. A feature of three axes is spatial and read after the last block on its grid, the image halved 0, 1, .. times, through a
 * norm and an activation of its own before the trunk's end.
 *
 * @throws ConfigError for data that are no images, and for a spatial feature on a grid that no stage has.
 */
export function createResidualEncoder(
  { channels, blocks, activation, norm, hidden, dropout }: ResidualEncoderConfig,
  { fields, features, condition }: Pick<Wiring, "fields" | "features" | "condition">,
): Encoder<ResidualEncoderParams> {
  const where = "encoders/residual";
  const input = networkInput(fields, where);
  const given = conditionInput(condition);
  const image = imageShape(input.shape, where);
  const from: Shape = [image[0], image[1], image[2] + given.width];
  const stem = conv2d({ input: from, channels: channels[0] as number, kernel: 3, stride: 1, init: "he-normal", where });
  const layers: Record<string, Layer> = { stem: underNorm(norm, stem as Layer) };
  let grid: Shape = stem.shape;
  const then = ([, , width = 1]: Shape) => chain({ ...normThenActivation(norm, { width, activation, where }) });
  const taps: Tap[] = [{ grid: stem.shape, before: () => then(stem.shape) }];
  channels.forEach((width, stage) => {
    for (let i = 0; i < blocks; i++) {
      const stride = i === 0 ? 2 : 1;
      const block = residualBlock({ input: grid, channels: width, stride, activation, norm, where });
      layers[`stage${stage}-block${i}`] = block;
      grid = block.shape;
      taps.push({ grid: block.shape, before: () => then(block.shape) });
    }
  });
  layers.end = then(grid);
  taps.push({ grid });
  const trunk = chain(layers);
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

/** The `residual` encoder, for registries. */
export const residualEncoder: Definition<ResidualEncoderConfig, Encoder<ResidualEncoderParams>> = {
  family: "encoder",
  kind: "residual",
  summary: "residual convolutions, with layer, batch or weight norm (He et al. 2016)",
  config: () => schema,
  create: createResidualEncoder,
};
