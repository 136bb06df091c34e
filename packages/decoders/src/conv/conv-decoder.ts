/**
 * Transposed convolutions from latents to images (Radford et al. 2016, section 3): a start grid, then one transposed
 * convolution per layer, and one more for each output of the likelihood.
 */
import { activationNames, chain, checkSize, conv2dTranspose, type Layer } from "@elbo/layers";
import { ConfigError, type Decoder, type Definition, type Wiring } from "@elbo/spec";
import { z } from "zod";
import { convStart } from "./conv-start.ts";
import { type ImageDecoderParams, imageDecoder } from "./image-decoder.ts";
import { imageOutputs } from "./image-outputs.ts";

const size = z.number().int().positive();
const kernel = size.default(4).describe("kernel height and width, in pixels");
const stride = size.default(2).describe("factor by which height and width grow");
const schema = z.strictObject({
  kind: z.literal("conv"),
  hidden: z
    .array(size)
    .default([])
    .describe("widths of dense layers between a vector latent and the start grid, in units"),
  start: size.default(64).describe("channels of the start grid"),
  layers: z
    .array(z.strictObject({ channels: size.describe("output channels"), kernel, stride }))
    .default([{ channels: 32, kernel: 4, stride: 2 }])
    .describe("transposed convolutions from the start grid on, in order"),
  output: z
    .strictObject({ kernel, stride })
    .default({ kernel: 4, stride: 2 })
    .describe("the last transposed convolution, one for each output of the likelihood"),
  activation: z.enum(activationNames).default("relu").describe("after each layer but the last"),
});

/** Config of the convolutional decoder. */
export type ConvDecoderConfig = z.infer<typeof schema>;

/** The way to the start grid, the transposed convolutions, one last convolution per output. */
export type ConvDecoderParams = ImageDecoderParams;

const startSize = (pixels: number, strides: readonly number[], where: string): number => {
  const factor = strides.reduce((a, b) => a * checkSize(b, "stride", where), 1);
  if (pixels % factor !== 0) {
    throw new ConfigError(`the strides do not lead to ${pixels} pixels from a whole start grid`, {
      where,
      expected: `a size that ${strides.join(" x ")} = ${factor} divides`,
      received: `${pixels}`,
      remedy: "Choose strides whose product divides the image's height and width, or use fewer strided layers.",
    });
  }
  return pixels / factor;
};

/**
 * z -> outputs `[batch, height, width, ...channel]`, exactly those of the wiring. The start grid is the outputs' grid divided by
 * the product of all strides. A single latent of three axes must lie on it; other latents reach it through dense layers.
 *
 * @throws ConfigError for outputs that are no images, strides that do not divide them, a latent on another grid.
 */
export function createConvDecoder(
  { hidden, start, layers, output, activation }: ConvDecoderConfig,
  { latents, outputs }: Pick<Wiring, "latents" | "outputs">,
): Decoder<ConvDecoderParams> {
  const where = "decoders/conv";
  const image = imageOutputs(outputs, where);
  const strides = [...layers.map((layer) => layer.stride), output.stride];
  const convs: Record<string, Layer> = {};
  let grid: readonly number[] = [
    startSize(image.height, strides, where),
    startSize(image.width, strides, where),
    start,
  ];
  const enter = convStart({ latents, grid, hidden, activation, where });
  layers.forEach((layer, i) => {
    const next = conv2dTranspose({ input: grid, ...layer, activation, where: `${where}, layers[${i}]` });
    convs[`layer${i}`] = next as Layer;
    grid = next.shape;
  });
  return imageDecoder({
    enter,
    trunk: chain(convs),
    outputs,
    end: (name) =>
      conv2dTranspose({
        input: grid,
        ...output,
        channels: image.channels[name] as number,
        where: `${where}, output ${name}`,
      }),
  });
}

/** The `conv` decoder, for registries. */
export const convDecoder: Definition<ConvDecoderConfig, Decoder<ConvDecoderParams>> = {
  family: "decoder",
  kind: "conv",
  summary: "transposed convolutions from vector or spatial latents to images",
  config: () => schema,
  create: createConvDecoder,
};
