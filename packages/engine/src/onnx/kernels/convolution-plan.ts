import * as tf from "@tensorflow/tfjs-core";
import { attribute, type Call, refuse } from "./lowering.ts";

type Pair = [number, number];
type Four = [number, number, number, number];

/** Sizes of a two-dimensional convolution or pooling, per height and width. */
export interface Plan {
  readonly input: Pair;
  readonly output: Pair;
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  /** [top, left, bottom, right] */
  readonly pads: Four;
}

/** NHWC -> NCHW, and back. */
export const TO_CHANNELS_FIRST = [0, 3, 1, 2] as const;
export const TO_CHANNELS_LAST = [0, 2, 3, 1] as const;

/** The plan as attributes of ONNX's Conv. */
export const attributesOf = ({ kernel, strides, dilations, pads }: Plan) => ({
  kernel_shape: kernel,
  strides,
  dilations,
  pads,
});

/** Few channels out are at most this part of those in. */
const FEW = 1 / 4;

/**
 * For a convolution to few channels by stride 1, which is cheaper turned round: the padding of the way back, `kernel - 1 - pad` on each
 * side. Undefined for many channels, strides, dilations and wider padding.
 */
export function marginsOfFew(
  { kernel, strides, dilations, pads }: Plan,
  from: number,
  to: number,
): readonly number[] | undefined {
  const margins = pads.map((pad, side) => (kernel[side % 2] as number) - 1 - pad);
  const plain = [...strides, ...dilations].every((size) => size === 1) && margins.every((margin) => margin >= 0);
  return plain && to <= FEW * from ? margins : undefined;
}

/** Windows that fit along height (0) or width (1). */
function extent({ input, kernel, strides, dilations, pads }: Plan, axis: 0 | 1): number {
  const padded = input[axis] + pads[axis] + pads[axis === 0 ? 2 : 3];
  return Math.floor((padded - dilations[axis] * (kernel[axis] - 1) - 1) / strides[axis]) + 1;
}

function plan(info: tf.backend_util.Conv2DInfo): Plan {
  const { top, left, bottom, right } = info.padInfo;
  const made: Plan = {
    input: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, bottom, right],
  };
  const fits = [0, 1].every((i) => extent(made, i as 0 | 1) === made.output[i]);
  return fits
    ? made
    : refuse("a padding by a number with an oblong window or uneven strides, whose size tfjs gets wrong,");
}

/** Reads strides, padding and dilations of a convolution kernel call. @throws EngineError unless NHWC. */
export function convolutionPlan(
  call: Call,
  input: readonly number[],
  filter: readonly number[],
  depthwise = false,
): Plan {
  if (attribute(call, "dataFormat", "NHWC") !== "NHWC") refuse("a convolution in another layout than NHWC");
  const info = tf.backend_util.computeConv2DInfo(
    [...input] as Four,
    [...filter] as Four,
    attribute(call, "strides"),
    attribute(call, "dilations", 1),
    attribute(call, "pad"),
    attribute(call, "dimRoundingMode"),
    depthwise,
  );
  return plan(info);
}

/** Reads filter size, strides and padding of a pooling kernel call. */
export function poolingPlan(call: Call, input: readonly number[]): Plan {
  const info = tf.backend_util.computePool2DInfo(
    [...input] as Four,
    attribute(call, "filterSize"),
    attribute(call, "strides"),
    1,
    attribute(call, "pad"),
    attribute(call, "dimRoundingMode"),
  );
  return plan(info);
}

/** Rows that the last window of the input leaves over: what ConvTranspose must add to get the input's size back. */
export function outputPadding({ input, output, kernel, strides, dilations, pads }: Plan): Pair {
  return [0, 1].map((i) => {
    const reach = (dilations[i] as number) * ((kernel[i] as number) - 1) + 1;
    const covered = ((output[i] as number) - 1) * (strides[i] as number) + reach;
    return Math.max(0, (input[i] as number) + (pads[i] as number) + (pads[i + 2] as number) - covered);
  }) as Pair;
}
