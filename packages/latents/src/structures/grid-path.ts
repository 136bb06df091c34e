import { chain, conv2d, conv2dTranspose, type Layer, normThenActivation, underNorm } from "@elbo/layers";
import { foldLeading, unfoldLeading, zeros } from "@elbo/program";
import type { Context, ParamSpec, ParamTree, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { type GridNets, gridBlocks } from "./grid-normal.ts";

/** One site on the path: the image there, channels of z, and, where it is the last on its grid, the image of the next. */
export interface GridStep {
  readonly site: string;
  /** `[height, width, channel]` */
  readonly image: Shape;
  readonly latent: number;
  readonly next?: Shape;
}

/** The deterministic path through the grids. */
export interface GridPath {
  readonly params: { readonly path: ParamTree };
  /** What stands after `site`, of what stood before it (nothing at the top) and its value: `[...lead, ...image]`. */
  apply(
    values: Values<ParamTree>,
    site: string,
    before: tf.Tensor | undefined,
    value: tf.Tensor,
    context: Context,
  ): tf.Tensor;
}

/** A learned constant image, 0 at first. */
const constantImage = (image: Shape): ParamSpec => ({ shape: image, init: zeros });

/** From one grid to the next: norm, activation, a transposed convolution. */
function upwards(from: Shape, to: Shape, { activation, norm, where }: GridNets): Layer {
  const [height, width, channels] = to as [number, number, number];
  const size = { input: from, channels, kernel: 4, stride: 2, grid: [height, width] as const, where };
  const up = conv2dTranspose({ ...size, init: "he-normal" });
  const end = chain({ ...normThenActivation(norm, { width: from[2] as number, activation, where }) });
  return chain({ end, up: underNorm(norm, up as Layer) });
}

/**
 * h <- blocks(h + W z) after each site, W a 1x1 convolution; between grids h <- up(h) + a learned constant image, which h starts
 * from at the top too (Child 2021, figure 3 and section 3.3).
 *
 * @throws ConfigError when a grid is not the next one halved, rounded up.
 */
export function gridPath(steps: readonly GridStep[], nets: GridNets): GridPath {
  const list = steps.map(({ site, image, latent, next }) => {
    const [height, width, channels] = image as [number, number, number];
    const where = `${nets.where}, ${site}`;
    const enter = conv2d({ input: [height, width, latent], channels, kernel: 1, stride: 1, where }) as Layer;
    const onward = chain({
      blocks: gridBlocks(image, channels, { ...nets, where }),
      ...(next && { up: upwards(image, next, { ...nets, where }) }),
    });
    const params: ParamTree = {
      enter: enter.params,
      onward: onward.params,
      ...(next && { constant: constantImage(next) }),
    };
    return [site, { enter, onward, params }] as const;
  });
  const by = Object.fromEntries(list);
  return {
    params: {
      path: {
        start: constantImage(steps[0]?.image ?? []),
        ...Object.fromEntries(list.map(([site, { params }]) => [site, params])),
      },
    },
    apply(values, site, before, value, context) {
      const path = values.path as Values<{ start: ParamSpec }> & Values<ParamTree>;
      const at = path[site] as unknown as Values<{ enter: ParamTree; onward: ParamTree }> & { constant?: tf.Tensor };
      const { enter, onward } = by[site] as (typeof by)[string];
      const lead = value.shape.slice(0, -3);
      const drawn = unfoldLeading(enter.apply(at.enter, foldLeading(value, lead.length)), lead);
      const h = tf.add(before ?? path.start, drawn);
      const made = unfoldLeading(onward.apply(at.onward, foldLeading(h, lead.length), context), lead);
      return at.constant ? tf.add(made, at.constant) : made;
    },
  };
}
