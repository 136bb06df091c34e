import { normal } from "@elbo/distributions";
import { type Distribution, NotSupportedError, type Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import type { CorruptionDefinition, Seen } from "../corruption.ts";
import { valuesOf, varianceOf } from "../laws/values.ts";

const config = z.strictObject({
  kind: z.literal("downscaled"),
  factor: z.int().min(2).describe("height and width of the blocks of pixels whose mean is seen"),
});

/** Half a grey level, uniform: a mean is seen no more exactly. */
const ROUNDING = 1 / 255 / Math.sqrt(12);

/** `[...lead, height, width, channel]` to means of blocks, `[...lead, height / factor, width / factor, channel]`. */
function blockMeans(values: tf.Tensor, factor: number): tf.Tensor {
  const lead = values.shape.slice(0, -3);
  const [height, width, channels] = values.shape.slice(-3) as [number, number, number];
  const [rows, columns] = [height / factor, width / factor];
  const all = lead.reduce((a, b) => a * b, rows);
  const blocks = tf.reshape(values, [all, factor, columns, factor, channels]);
  return tf.reshape(tf.mean(blocks, [1, 3]), [...lead, rows, columns, channels]);
}

/** The reverse: each block's number at all of its pixels. */
function repeated(values: tf.Tensor, factor: number): tf.Tensor {
  const lead = values.shape.slice(0, -3);
  const [rows, columns, channels] = values.shape.slice(-3) as [number, number, number];
  const blocks = tf.reshape(values, [lead.reduce((a, b) => a * b, rows), 1, columns, 1, channels]);
  return tf.reshape(tf.tile(blocks, [1, factor, 1, factor, 1]), [...lead, rows * factor, columns * factor, channels]);
}

const unknownVariance = ({ family }: Distribution) =>
  new NotSupportedError(`"${family}" does not say its variance`, {
    where: "vae.restore",
    remedy: "Use a model with a Gaussian likelihood.",
  });

/** Visits every pixel of `shape`: its place, and that of its block. */
function eachPixel(shape: Shape, factor: number, visit: (pixel: number, block: number) => void): void {
  const [height, width, channels] = shape as [number, number, number];
  for (let i = 0; i < height * width * channels; i++) {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    const [row, column] = [Math.floor(pixel / width / factor), Math.floor((pixel % width) / factor)];
    visit(i, (row * (width / factor) + column) * channels + channel);
  }
}

/**
 * y = means of blocks of pixels, rounded to a grey level: p(y|z) is the Gaussian of the block's mean and variance under p(x|z).
 * For a Gaussian p(x|z) exact; for others what the sum of many independent pixels comes close to.
 */
export const downscaled: CorruptionDefinition<z.output<typeof config>> = {
  kind: "downscaled",
  summary: "a smaller picture, of means of blocks of pixels",
  config,
  create: ({ factor }, field) => {
    const [height = 0, width = 0, channels = 0] = field.shape;
    if (field.shape.length !== 3 || height % factor !== 0 || width % factor !== 0) {
      throw new NotSupportedError("the pictures do not divide into such blocks", {
        where: "restore downscaled",
        expected: `pictures whose height and width ${factor} divides`,
        received: `[${field.shape}]`,
      });
    }
    /** Mean and variance of pixels and of blocks. */
    const moments = (elements: Distribution) => {
      const mean = (elements.mean as NonNullable<Distribution["mean"]>)();
      const variance = varianceOf(elements, field);
      if (!variance) throw unknownVariance(elements);
      const ofBlock = tf.add(tf.div(blockMeans(variance, factor), factor * factor), ROUNDING * ROUNDING);
      return { mean, variance, block: { mean: blockMeans(mean, factor), variance: ofBlock } };
    };
    const law = (elements: Distribution): Distribution => {
      const { block } = moments(elements);
      return normal({ mean: block.mean, scale: tf.sqrt(block.variance) });
    };
    /** A pixel goes with what its block's mean was off by, as far as the pixel's variance is in the block's. */
    const clean = (elements: Distribution, { y, mask }: Seen): Distribution => {
      const { mean, variance, block } = moments(elements);
      const pull = tf.div(tf.mul(mask, tf.sub(y, block.mean)), block.variance);
      const shared = tf.div(variance, factor * factor); // covariance of a pixel and its block
      const known = tf.mul(tf.square(shared), repeated(tf.div(mask, block.variance), factor));
      return normal({
        mean: tf.add(mean, tf.mul(shared, repeated(pull, factor))),
        scale: tf.sqrt(tf.maximum(tf.sub(variance, known), 0)),
      });
    };
    const shape = [height / factor, width / factor, channels];
    return {
      seen: { shape, dtype: "float32", support: field.support === "binary" ? "unit" : field.support },
      exact: false,
      nodes: valuesOf(field)?.count ?? 1,
      law,
      clean,
      rough: (y) => {
        const x = new Float32Array(height * width * channels);
        eachPixel(field.shape, factor, (pixel, block) => {
          x[pixel] = y[block] as number;
        });
        return x;
      },
      damage: (x) => {
        const y = new Float32Array(shape.reduce((a, b) => a * b, 1));
        eachPixel(field.shape, factor, (pixel, block) => {
          y[block] = (y[block] as number) + (x[pixel] as number) / (factor * factor);
        });
        return y;
      },
    };
  },
};
