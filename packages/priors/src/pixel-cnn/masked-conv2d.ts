import { conv2d, type ImageLayer } from "@elbo/layers";
import type { Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Where a square kernel looks, from place `from` to before place `to` of its row-by-row order. In raster order: "A" all before
 * the centre, "B" the centre as well. For two stacks: "above" the rows above, "rows" the centre's whole row as well; "left"
 * the centre's row before it, "row" the centre as well.
 */
const places = {
  A: (centre) => [0, centre],
  B: (centre) => [0, centre + 1],
  above: (centre, half) => [0, centre - half],
  rows: (centre, half) => [0, centre + half + 1],
  left: (centre, half) => [centre - half, centre],
  row: (centre, half) => [centre - half, centre + 1],
} as const satisfies Record<string, (centre: number, half: number) => readonly [number, number]>;

/** What a masked kernel may see. */
export type MaskKind = keyof typeof places;

/**
 * 1 where a square kernel may look, row by row (van den Oord et al. 2016, figure 1, and figure 1 of the gated one).
 * `[kernel, kernel]`, `kernel` odd.
 */
export function causalMask(kernel: number, kind: MaskKind): Float32Array {
  const [from, to] = places[kind]((kernel * kernel - 1) / 2, (kernel - 1) / 2);
  return Float32Array.from({ length: kernel * kernel }, (_, i) => (i >= from && i < to ? 1 : 0));
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
