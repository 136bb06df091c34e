import { conv2d, embedding, type ImageLayer, type Layer } from "@elbo/layers";
import type { ParamTree, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { maskedConv2d } from "./masked-conv2d.ts";

/** Sizes of the net. */
export interface GatedNetOptions {
  /** Number of codes. */
  readonly size: number;
  /** `[height, width]` of the index grid. */
  readonly grid: Shape;
  /** Feature maps p of each stack. */
  readonly channels: number;
  /** Gated layers, the first one included. */
  readonly layers: number;
  /** Side of the first kernel and of the others; odd. */
  readonly kernels: { readonly first: number; readonly block: number };
}

/** tanh(a) sigmoid(b) of the two halves of the channels (eq. 2). */
const gate = (x: tf.Tensor): tf.Tensor => {
  const [a, b] = tf.split(x, 2, 3) as [tf.Tensor, tf.Tensor];
  return tf.mul(tf.tanh(a), tf.sigmoid(b));
};

type Parts = Readonly<Record<"above" | "left" | "across" | "out", ImageLayer>>;
type Images = { readonly vertical: tf.Tensor; readonly horizontal: tf.Tensor };

/**
 * The gated PixelCNN of van den Oord et al. (2016, "Conditional Image Generation with PixelCNN Decoders", section 2 and figure 2)
 * over codes. Two stacks: the vertical one sees all rows above, the horizontal one the row to the left and, by a 1x1
 * convolution before its gate, the vertical one. So no earlier position is out of sight, as some are for stacked masked
 * convolutions. int32 `[batch, height, width]` -> logits `[batch, height, width, code]`; they depend on earlier positions
 * in raster order only.
 */
export function gatedNet({ size, grid, channels, layers, kernels }: GatedNetOptions): Layer {
  const [height, width] = grid as [number, number];
  const where = "priors/gated-pixel-cnn";
  const input = [height, width, channels];
  const point = (to: number) => conv2d({ input, channels: to, kernel: 1, stride: 1, init: "he-normal", where });
  const table = embedding({ rows: size, width: channels, where });
  const stack = Array.from({ length: layers }, (_, i): Parts => {
    const kernel = i === 0 ? kernels.first : kernels.block;
    const masked = (mask: "above" | "rows" | "left" | "row") =>
      maskedConv2d({ input, channels: 2 * channels, kernel, mask, where });
    return {
      above: masked(i === 0 ? "above" : "rows"),
      left: masked(i === 0 ? "left" : "row"),
      across: conv2d({ input: [height, width, 2 * channels], channels: 2 * channels, kernel: 1, stride: 1, where }),
      out: point(channels),
    };
  });
  const last = [point(channels), point(size)] as const;
  const treeOf = (parts: Readonly<Record<string, { readonly params: ParamTree }>>): ParamTree =>
    Object.fromEntries(Object.entries(parts).map(([name, { params }]) => [name, params]));
  return {
    params: {
      embedding: table.params,
      ...Object.fromEntries(stack.map((parts, i) => [`layer${i}`, treeOf(parts)])),
      last0: last[0].params,
      last1: last[1].params,
    },
    apply(values, indices) {
      const at = values as Readonly<Record<string, Values<ParamTree>>>;
      const rows = table.apply(at.embedding as Values<typeof table.params>, tf.reshape(indices, [-1]));
      const image = tf.reshape(rows, [-1, height, width, channels]);
      const { horizontal } = stack.reduce<Images>(
        (x, parts, i) => {
          const own = at[`layer${i}`] as Readonly<Record<keyof Parts, never>>;
          const seen = parts.above.apply(own.above, x.vertical);
          const joined = tf.add(parts.left.apply(own.left, x.horizontal), parts.across.apply(own.across, seen));
          const found = parts.out.apply(own.out, gate(joined));
          // The first layer hides the position itself, which a residual connection would show.
          return { vertical: gate(seen), horizontal: i === 0 ? found : tf.add(x.horizontal, found) };
        },
        { vertical: image, horizontal: image },
      );
      const hidden = last[0].apply(at.last0 as never, tf.relu(horizontal));
      return last[1].apply(at.last1 as never, tf.relu(hidden));
    },
  };
}
