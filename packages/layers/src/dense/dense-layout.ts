import type { Layout, Shape } from "@elbo/spec";

/** The layout of a dense layer's parameter whose axes are images where given. */
export function denseLayout(images: readonly (Shape | undefined)[]): Layout {
  const flattened = images.flatMap((image, axis) => (image === undefined ? [] : [{ axis, image }]));
  return { layer: "dense", ...(flattened.length > 0 && { flattened }) };
}
