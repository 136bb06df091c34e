import { reshape, reverse, transpose, untranspose } from "../graph/arrange.ts";
import type { Graph, Value } from "../graph/types.ts";
import { TO_CHANNELS_LAST } from "./convolution-plan.ts";

const DOMAIN = "com.microsoft.nchwc";

const images = (x: Value) => x.shape as readonly [number, number, number, number];

const one = (g: Graph, op: string, inputs: readonly Value[], shape: readonly number[], attributes = {}): Value =>
  g.node(`${DOMAIN}:${op}`, inputs, [{ shape, dtype: "float32" }], attributes)[0] as Value;

/** [batch, height, width, channel] -> blocked; from NCHW where that is what lies behind. */
function reorderInput(g: Graph, x: Value): Value {
  const [batch, height, width, channels] = images(x);
  const inner = untranspose(g, x, TO_CHANNELS_LAST);
  const shape = [batch, channels, height, width];
  return one(g, "ReorderInput", [inner ?? x], shape, { channels_last: Number(inner === undefined) });
}

/** blocked -> [batch, height, width, channel] */
export function reorderOutput(g: Graph, x: Value): Value {
  const [batch, channels, height, width] = images(x);
  return one(g, "ReorderOutput", [x], [batch, height, width, channels], { channels, channels_last: 1 });
}

/** Sizes of a convolution in the blocked layout. */
export interface Blocked {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** [top, left, bottom, right] */
  readonly pads: readonly [number, number, number, number];
  readonly output: readonly [number, number];
}

/**
 * Convolution of an NHWC image by a filter whose bytes are in blocked order; few channels are read as they are. The
 * result is declared [batch, channel, height, width]; its bytes are [batch, channel / block, height, width, block].
 */
export function blockedConvolution(g: Graph, x: Value, filter: Value, sizes: Blocked): Value {
  const [batch, height, width, channels] = images(x);
  const { kernel, strides, dilations, pads, output } = sizes;
  const few = channels < (g.blocked as number);
  const image = few ? transpose(g, x, [0, 3, 1, 2]) : reorderInput(g, x);
  const shape = [batch, filter.shape[0] as number, ...output];
  const attributes = { kernel_shape: kernel, strides, dilations, pads };
  return one(g, "Conv", [reshape(g, image, [batch, channels, height, width]), filter], shape, attributes);
}

/** Can the runtime's blocked kernels read `from` channels and write `to`? */
export const fitsBlocks = ({ blocked }: Graph, from: number, to: number): boolean =>
  blocked !== undefined && to % blocked === 0 && (from < blocked || from % blocked === 0);

/** [height, width, in, out] -> the blocked order of [out, in, height, width]. */
export function blockFilter(g: Graph, filter: Value): Value {
  const block = g.blocked as number;
  const [height, width, from, to] = images(filter);
  const shape = [to, from, height, width];
  if (from < block) {
    const apart = reshape(g, filter, [height, width, from, to / block, block]);
    return reshape(g, transpose(g, apart, [3, 2, 0, 1, 4]), shape);
  }
  const apart = reshape(g, filter, [height, width, from / block, block, to / block, block]);
  return reshape(g, transpose(g, apart, [4, 2, 0, 1, 3, 5]), shape);
}

/**
 * The filter of the input gradient: [taps * stride, taps * stride, in, out] -> the blocked order of
 * [stride * stride * in, out, taps, taps], taps reversed. Output channels are ordered (row phase, column phase, in).
 */
export function blockPhases(
  g: Graph,
  filter: Value,
  taps: readonly [number, number],
  strides: readonly [number, number],
) {
  const block = g.blocked as number;
  const [, , from, to] = images(filter);
  const [m, n] = taps;
  const [s, t] = strides;
  const reversed = reverse(g, reshape(g, filter, [m, s, n, t, from, to]), [0, 2]);
  const shape = [s * t * from, to, m, n];
  if (to < block) {
    const apart = reshape(g, reversed, [m, s, n, t, from / block, block, to]);
    return reshape(g, transpose(g, apart, [1, 3, 4, 6, 0, 2, 5]), shape);
  }
  const apart = reshape(g, reversed, [m, s, n, t, from / block, block, to / block, block]);
  return reshape(g, transpose(g, apart, [1, 3, 4, 6, 0, 2, 7, 5]), shape);
}
