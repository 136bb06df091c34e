import { conv2d, type ImageLayer } from "@elbo/layers";
import type { Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** "A" hides the pixel itself, "B" shows it. */
export type MaskKind = "A" | "B";

/**
 * 1 where a square kernel may look: rows above, and the same row to the left (with the centre for "B"), row by row
 * (van den Oord et al. 2016, figure 1). `[kernel, kernel]`, `kernel` odd.
 */
export function causalMask(kernel: number, kind: MaskKind): Float32Array {
  const centre = (kernel * kernel - 1) / 2;
  const seen = kind === "A" ? centre : centre + 1;
  return Float32Array.from({ length: kernel * kernel }, (_, i) => (i < seen ? 1 : 0));
}

/** A "same" convolution, stride 1, that sees only earlier pixels in raster order: `[batch, height, width, channel]`. */
export function maskedConv2d(options: {
  readonly input: Shape;
  readonly channels: number;
  readonly kernel: number;
  readonly mask: MaskKind;
  readonly where?: string;
}): ImageLayer {
  const { kernel, mask, ...rest } = options;
  const layer = conv2d({ ...rest, kernel, stride: 1, init: "he-normal" });
  return {
    ...layer,
    apply(values, x) {
      const seen = tf.tensor4d(causalMask(kernel, mask), [kernel, kernel, 1, 1]);
      return layer.apply({ ...values, weight: tf.mul(values.weight, seen) }, x);
    },
  };
}
