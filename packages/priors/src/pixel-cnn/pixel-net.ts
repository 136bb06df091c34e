import { type Activation, activations, conv2d, embedding, type Layer } from "@elbo/layers";
import type { Named, ParamTree, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { maskedConv2d } from "./masked-conv2d.ts";

/** Sizes of the net. */
export interface PixelNetOptions {
  /** Number of codes. */
  readonly size: number;
  /** `[height, width]` of the index grid. */
  readonly grid: Shape;
  /** Width h of the residual stream. */
  readonly channels: number;
  readonly blocks: number;
  /** Side of the first kernel and of those in the blocks; odd. */
  readonly kernels: { readonly first: number; readonly block: number };
  readonly activation: Activation;
}

/**
 * The PixelCNN of van den Oord et al. (2016, "Pixel Recurrent Neural Networks", section 3.5 and figure 5) over codes:
 * embedding, one mask-A convolution, `blocks` residual blocks (f, 1x1 to h/2, f, mask-B, f, 1x1 to h), f, 1x1, f, 1x1,
 * with f the activation. int32 `[batch, height, width]` -> logits `[batch, height, width, code]`; the logits at a position
 * depend on earlier positions in raster order only.
 */
export function pixelNet({ size, grid, channels, blocks, kernels, activation }: PixelNetOptions): Layer {
  const [height, width] = grid as [number, number];
  const narrow = Math.max(1, Math.floor(channels / 2));
  const where = "priors/pixel-cnn";
  const point = (from: number, to: number) =>
    conv2d({ input: [height, width, from], channels: to, kernel: 1, stride: 1, init: "he-normal", where });
  const masked = (from: number, to: number, kernel: number, mask: "A" | "B") =>
    maskedConv2d({ input: [height, width, from], channels: to, kernel, mask, where });
  const steps: Named<readonly Layer[]> = Object.fromEntries(
    Array.from({ length: blocks }, (_, i) => [
      `block${i}`,
      [point(channels, narrow), masked(narrow, narrow, kernels.block, "B"), point(narrow, channels)] as Layer[],
    ]),
  );
  const table = embedding({ rows: size, width: channels, where });
  const first = masked(channels, channels, kernels.first, "A");
  const last = [point(channels, channels), point(channels, size)] as Layer[];
  const chainOf = (layers: readonly Layer[]): ParamTree =>
    Object.fromEntries(layers.map((layer, i) => [`layer${i}`, layer.params]));
  const run = (layers: readonly Layer[], values: Values<ParamTree>, x: tf.Tensor) =>
    layers.reduce(
      (h, layer, i) => layer.apply(values[`layer${i}`] as Values<ParamTree>, activations[activation](h)),
      x,
    );
  return {
    params: {
      embedding: table.params,
      first: first.params,
      blocks: Object.fromEntries(Object.entries(steps).map(([name, layers]) => [name, chainOf(layers)])),
      last: chainOf(last),
    },
    apply(values, indices) {
      const at = values as Record<"embedding" | "first" | "blocks" | "last", Values<ParamTree>>;
      const rows = table.apply(at.embedding as Values<typeof table.params>, tf.reshape(indices, [-1]));
      const image = tf.reshape(rows, [-1, height, width, channels]);
      const start = first.apply(at.first as Values<typeof first.params>, image);
      const end = Object.entries(steps).reduce(
        (h, [name, layers]) => tf.add(h, run(layers, at.blocks[name] as Values<ParamTree>, h)),
        start,
      );
      return run(last, at.last, end);
    },
  };
}
