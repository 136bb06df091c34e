import type { PictureSize } from "@elbo/codec";

/** The axes of an example as those of a picture: one row where there are no two axes. */
export function asPicture(shape: readonly number[]): PictureSize {
  const [height = 1, width = 1, channels = 1, ...rest] = shape.length < 2 ? [1, ...shape] : shape;
  return { height, width, channels: rest.reduce((a, b) => a * b, channels) };
}
