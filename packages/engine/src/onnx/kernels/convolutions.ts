import { reshape, reverse, slice, transpose } from "../graph/arrange.ts";
import { add } from "../graph/elementwise.ts";
import { sizeOf } from "../graph/look.ts";
import type { Attributes, Graph, Value } from "../graph/types.ts";
import { activate } from "./activation.ts";
import { blockedForward, blockedSpread } from "./blocked-convolutions.ts";
import {
  attributesOf,
  convolutionPlan,
  marginsOfFew,
  outputPadding,
  type Plan,
  TO_CHANNELS_FIRST,
  TO_CHANNELS_LAST,
} from "./convolution-plan.ts";
import { patchProduct } from "./filter-gradient.ts";
import { attribute, type Call, type Lowering, type Lowerings, operand } from "./lowering.ts";
import { turnedFilterGradient } from "./turned-filter-gradient.ts";

/** An ONNX convolution of NCHW operands; with one that has no elements the runtime does not come back. */
function emit(
  g: Graph,
  op: string,
  x: Value,
  w: Value,
  channels: number,
  size: readonly number[],
  attributes: Attributes,
) {
  const shape = [x.shape[0] as number, channels, ...size];
  if (sizeOf(x.shape) === 0 || sizeOf(w.shape) === 0) return g.uniform(0, shape, "float32");
  const [made] = g.node(op, [x, w], [{ shape, dtype: "float32" }], attributes);
  return made as Value;
}

const first = (g: Graph, x: Value) => transpose(g, x, TO_CHANNELS_FIRST);
const last = (g: Graph, x: Value) => transpose(g, x, TO_CHANNELS_LAST);

/** [height, width, in, out] -> [out, in, height, width] */
const outermost = (g: Graph, filter: Value) => transpose(g, filter, [3, 2, 0, 1]);

/** [height, width, channel, multiplier] -> [channel * multiplier, 1, height, width] */
function perChannel(g: Graph, filter: Value): Value {
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  return reshape(g, transpose(g, filter, [2, 3, 0, 1]), [channels * multiplier, 1, height, width]);
}

/**
 * A convolution by stride 1 to few channels as the transpose of one with the filter turned round: the runtime multiplies each pixel by
 * all taps and adds them up where they belong, in place of copying the patch of every pixel. Undefined elsewhere, and in
 * graphs of standard operations only, which keep their convolutions: they are written to files.
 */
function scattered(g: Graph, x: Value, filter: Value, plan: Plan): Value | undefined {
  const [from, to] = [x.shape[3] as number, filter.shape[3] as number];
  const margins = marginsOfFew(plan, from, to);
  if (g.blocked === undefined || margins === undefined) return undefined;
  const turned = transpose(g, reverse(g, filter, [0, 1]), [2, 3, 0, 1]);
  const attributes = { ...attributesOf(plan), pads: margins };
  return last(g, emit(g, "ConvTranspose", first(g, x), turned, to, plan.output, attributes));
}

const conv2d: Lowering = (call) => {
  const { g } = call;
  const [x, filter] = [operand(call, "x"), operand(call, "filter")];
  const plan = convolutionPlan(call, x.shape, filter.shape);
  const channels = filter.shape[3] as number;
  return (
    blockedForward(g, x, filter, plan) ??
    scattered(g, x, filter, plan) ??
    last(g, emit(g, "Conv", first(g, x), outermost(g, filter), channels, plan.output, attributesOf(plan)))
  );
};

const fused: Lowering = (call) => {
  const raw = conv2d({ ...call, inputs: { x: operand(call, "x"), filter: operand(call, "filter") } }) as Value;
  const { bias } = call.inputs;
  return activate(call, bias === undefined ? raw : add(call.g, raw, bias));
};

/** Spreads `dy` over the input: the transpose of a convolution. */
function spread(g: Graph, dy: Value, w: Value, channels: number, plan: Plan, group: number): Value {
  const attributes = { ...attributesOf(plan), output_padding: outputPadding(plan), group };
  return last(g, emit(g, "ConvTranspose", first(g, dy), w, channels, plan.input, attributes));
}

const conv2dInput: Lowering = (call) => {
  const [dy, filter] = [operand(call, "dy"), operand(call, "filter")];
  const shape = attribute<readonly number[]>(call, "inputShape");
  const plan = convolutionPlan(call, shape, filter.shape);
  return (
    blockedSpread(call.g, dy, filter, plan) ??
    spread(call.g, dy, outermost(call.g, filter), shape[3] as number, plan, 1)
  );
};

/** How far a filter gradient's window reaches beyond the kernel when the stride leaves a remainder. */
function swapped(plan: Plan) {
  const extent = [0, 1].map((i) => {
    const reach = ((plan.output[i] as number) - 1) * (plan.strides[i] as number) + 1;
    const padded = (plan.input[i] as number) + (plan.pads[i] as number) + (plan.pads[i + 2] as number);
    return Math.floor((padded - reach) / (plan.dilations[i] as number)) + 1;
  });
  const attributes = { kernel_shape: plan.output, strides: plan.dilations, dilations: plan.strides, pads: plan.pads };
  return { extent, attributes };
}

/** Filter gradient: the convolution of x by dy with batch and channel swapped, strides and dilations swapped, trimmed. */
const conv2dFilter: Lowering = (call) => {
  const { g } = call;
  const [x, dy] = [operand(call, "x"), operand(call, "dy")];
  const shape = attribute<readonly [number, number, number, number]>(call, "filterShape");
  const plan = convolutionPlan(call, x.shape, shape);
  const product = turnedFilterGradient(g, x, dy, plan) ?? patchProduct(g, x, dy, plan);
  if (product !== undefined) return product;
  const { extent, attributes } = swapped(plan);
  const made = emit(
    g,
    "Conv",
    transpose(g, x, [3, 0, 1, 2]),
    transpose(g, dy, [3, 0, 1, 2]),
    shape[3],
    extent,
    attributes,
  );
  return transpose(g, slice(g, made, [0, 0, 0, 0], [shape[2], shape[3], shape[0], shape[1]]), [2, 3, 0, 1]);
};

const depthwise: Lowering = (call) => {
  const { g } = call;
  const [x, filter] = [operand(call, "x"), operand(call, "filter")];
  const plan = convolutionPlan(call, x.shape, filter.shape, true);
  const w = perChannel(g, filter);
  const attributes = { ...attributesOf(plan), group: filter.shape[2] as number };
  return last(g, emit(g, "Conv", first(g, x), w, w.shape[0] as number, plan.output, attributes));
};

const fusedDepthwise: Lowering = (call) => {
  const raw = depthwise({ ...call, inputs: { x: operand(call, "x"), filter: operand(call, "filter") } }) as Value;
  const { bias } = call.inputs;
  return activate(call, bias === undefined ? raw : add(call.g, raw, bias));
};

const depthwiseInput: Lowering = (call) => {
  const [dy, filter] = [operand(call, "dy"), operand(call, "filter")];
  const shape = attribute<readonly number[]>(call, "inputShape");
  const plan = convolutionPlan(call, shape, filter.shape, true);
  return spread(call.g, dy, perChannel(call.g, filter), shape[3] as number, plan, filter.shape[2] as number);
};

const depthwiseFilter: Lowering = (call: Call) => {
  const { g } = call;
  const [x, dy] = [operand(call, "x"), operand(call, "dy")];
  const shape = attribute<readonly [number, number, number, number]>(call, "filterShape");
  const [height, width, channels, multiplier] = shape;
  const { extent, attributes } = swapped(convolutionPlan(call, x.shape, shape, true));
  const [batch, h, w] = x.shape as [number, number, number, number];
  const wide = reshape(g, transpose(g, x, [3, 0, 1, 2]), [1, channels * batch, h, w]);
  const by = transpose(g, dy, [3, 0, 1, 2]);
  const made = emit(g, "Conv", wide, by, channels * multiplier, extent, { ...attributes, group: channels });
  const cut = slice(g, made, [0, 0, 0, 0], [1, channels * multiplier, height, width]);
  return transpose(g, reshape(g, cut, [channels, multiplier, height, width]), [2, 3, 0, 1]);
};

/** Convolutions and their gradients. Layout is NHWC outside, NCHW inside; transposes meet and cancel. */
export const CONVOLUTIONS: Lowerings = {
  Conv2D: conv2d,
  FusedConv2D: fused,
  Conv2DBackpropInput: conv2dInput,
  Conv2DBackpropFilter: conv2dFilter,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2D: fusedDepthwise,
  DepthwiseConv2dNativeBackpropInput: depthwiseInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseFilter,
};
