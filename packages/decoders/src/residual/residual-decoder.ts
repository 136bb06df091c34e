/**
 * A residual convolutional net from latents to images of any size (He et al. 2016, "Identity mappings in deep residual
 * networks", turned round): a start grid, stages that double height and width by a transposed convolution and go on with
 * pre-activation blocks, a last norm, activation and 3x3 convolution for each output of the likelihood.
 */
import {
  activationNames,
  chain,
  conv2d,
  conv2dTranspose,
  type Layer,
  normNames,
  normThenActivation,
  residualBlock,
  underNorm,
} from "@elbo/layers";
import type { Decoder, Definition, Shape, Wiring } from "@elbo/spec";
import { z } from "zod";
import { convStart } from "../conv/conv-start.ts";
import { type ImageDecoderParams, imageDecoder } from "../conv/image-decoder.ts";
import { imageOutputs } from "../conv/image-outputs.ts";

const size = z.number().int().positive();
const schema = z.strictObject({
  kind: z.literal("residual"),
  hidden: z
    .array(size)
    .default([])
    .describe("widths of dense layers between a vector latent and the start grid, in units"),
  channels: z
    .array(size)
    .min(1)
    .default([64, 32])
    .describe(
      "channels of each stage; height and width double at its end, down to the image's own size where it is odd",
    ),
  blocks: size.default(1).describe("residual blocks in each stage, two 3x3 convolutions each"),
  activation: z.enum(activationNames).default("relu").describe("before each convolution of a block"),
  norm: z
    .enum(normNames)
    .default("none")
    .describe("layer (over channels), batch: before each activation; weight: of all weights of the trunk"),
});

/** Config of the residual decoder. */
export type ResidualDecoderConfig = z.infer<typeof schema>;

/** The way to the start grid, the residual trunk, one last convolution per output. */
export type ResidualDecoderParams = ImageDecoderParams;

/** Sizes from the start grid to the image: each the half of the next, rounded up. */
const ladder = (pixels: number, stages: number): readonly number[] => {
  const sizes = [pixels];
  for (let i = 0; i < stages; i++) sizes.unshift(Math.ceil((sizes[0] as number) / 2));
  return sizes;
};

/**
 * z -> outputs `[batch, height, width, ...channel]`, exactly those of the wiring. The start grid is the outputs' grid halved once
 * per stage, rounded up. A latent of three axes must lie on it; other latents reach it through dense layers.
 *
 * @throws ConfigError for outputs that are no images, and for a latent on another grid.
 */
export function createResidualDecoder(
  { hidden, channels, blocks, activation, norm }: ResidualDecoderConfig,
  { latents, outputs }: Pick<Wiring, "latents" | "outputs">,
): Decoder<ResidualDecoderParams> {
  const where = "decoders/residual";
  const image = imageOutputs(outputs, where);
  const [heights, widths] = [ladder(image.height, channels.length), ladder(image.width, channels.length)];
  let grid: Shape = [heights[0] as number, widths[0] as number, channels[0] as number];
  const enter = convStart({ latents, grid, hidden, activation: "linear", where });
  const layers: Record<string, Layer> = {};
  const act = (width: number) => chain({ ...normThenActivation(norm, { width, activation, where }) });
  channels.forEach((width, stage) => {
    for (let i = 0; i < blocks; i++) {
      const block = residualBlock({ input: grid, channels: width, activation, norm, where });
      layers[`stage${stage}-block${i}`] = block;
      grid = block.shape;
    }
    const next = channels[stage + 1] ?? width;
    const to = [heights[stage + 1] as number, widths[stage + 1] as number] as const;
    const up = conv2dTranspose({
      input: grid,
      channels: next,
      kernel: 4,
      stride: 2,
      grid: to,
      init: "he-normal",
      where,
    });
    layers[`stage${stage}-end`] = act(width);
    layers[`stage${stage}-up`] = underNorm(norm, up as Layer);
    grid = up.shape;
  });
  layers.end = act(grid[2] as number);
  return imageDecoder({
    enter,
    trunk: chain(layers),
    outputs,
    end: (name) => {
      const size = { channels: image.channels[name] as number, kernel: 3, stride: 1 };
      return conv2d({ input: grid, ...size, where: `${where}, output ${name}` });
    },
  });
}

/** The `residual` decoder, for registries. */
export const residualDecoder: Definition<ResidualDecoderConfig, Decoder<ResidualDecoderParams>> = {
  family: "decoder",
  kind: "residual",
  summary: "residual convolutions to images of any size, with layer, batch or weight norm (He et al. 2016)",
  config: () => schema,
  create: createResidualDecoder,
};
