import type { Shape } from "./values.ts";

/** Where a convolution's window lies on its image: `image` is `[height, width, channel]` of what the kernel slides over. */
export interface Window {
  readonly image: Shape;
  /** Height and width of the kernel, in pixels. */
  readonly kernel: number;
  /** In pixels. */
  readonly stride: number;
  readonly padding: "same" | "valid";
}

/** An axis that is an image `[height, width, channel]`, flattened in this order. */
export interface FlattenedAxis {
  readonly axis: number;
  readonly image: Shape;
}

/**
 * What a parameter is in the layer that owns it, so that weights from other libraries can be brought into its order of
 * axes. Nothing that computes reads it.
 */
export interface Layout {
  /** The layer; the parameter's own name says which part of the layer it is. */
  readonly layer: "dense" | "conv2d" | "conv2d-transpose" | "embedding" | "gru" | "layer-norm";
  readonly flattened?: readonly FlattenedAxis[];
  /** Of a convolution's kernel. A transposed one slides over its output. */
  readonly window?: Window;
}
