import { ConfigError, type Named, type Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** The image that all outputs share. */
export interface ImageOutputs {
  readonly height: number;
  readonly width: number;
  /** Channels of each output: all axes after height and width, multiplied. */
  readonly channels: Named<number>;
}

/**
 * Reads outputs as images on one grid: `[height, width, ...channel]`.
 *
 * @throws ConfigError for an output that is no image, or when grids differ.
 */
export function imageOutputs(outputs: Named<Shape>, where: string): ImageOutputs {
  const list = Object.entries(outputs);
  const [height, width] = list[0]?.[1] ?? [];
  const misfit = list.find(([, shape]) => shape.length < 2 || shape[0] !== height || shape[1] !== width);
  if (height === undefined || width === undefined || misfit !== undefined) {
    throw new ConfigError("the likelihood does not ask for images of one size", {
      where,
      expected: "outputs of shape [height, width, channel] on one grid",
      received: list.map(([name, shape]) => `${name} [${shape.join(", ")}]`).join(", ") || "no outputs",
      remedy: 'Take the decoder kind "dense", or data that are images.',
    });
  }
  const channels = list.map(([name, shape]) => [name, tf.util.sizeFromShape(shape.slice(2))]);
  return { height, width, channels: Object.fromEntries(channels) };
}
