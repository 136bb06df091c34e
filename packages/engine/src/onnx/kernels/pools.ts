import { reshape, transpose } from "../graph/arrange.ts";
import { mul } from "../graph/elementwise.ts";
import { sizeOf } from "../graph/look.ts";
import type { Graph, Value } from "../graph/types.ts";
import { outputPadding, type Plan, poolingPlan, TO_CHANNELS_FIRST, TO_CHANNELS_LAST } from "./convolution-plan.ts";
import { type Lowering, type Lowerings, operand } from "./lowering.ts";

const first = (g: Graph, x: Value) => transpose(g, x, TO_CHANNELS_FIRST);
const last = (g: Graph, x: Value) => transpose(g, x, TO_CHANNELS_LAST);

const attributesOf = ({ kernel, strides, pads }: Plan) => ({ kernel_shape: kernel, strides, pads });

const pooled = (x: Value, { output }: Plan) => [x.shape[0] as number, x.shape[1] as number, ...output];

/** Largest value of each window, and its position in the flattened operand. */
function maximum(g: Graph, x: Value, plan: Plan) {
  const shape = pooled(x, plan);
  const results = [
    { shape, dtype: "float32" as const },
    { shape, dtype: "int64" as const },
  ];
  return g.node("MaxPool", [x], results, attributesOf(plan)) as [Value, Value];
}

const maxPool: Lowering = (call) => {
  const x = operand(call, "x");
  return last(call.g, maximum(call.g, first(call.g, x), poolingPlan(call, x.shape))[0]);
};

/** dy goes to the position of each window's maximum. */
const maxPoolGrad: Lowering = (call) => {
  const { g } = call;
  const [dy, input] = [operand(call, "dy"), operand(call, "input")];
  const x = first(g, input);
  const [, positions] = maximum(g, x, poolingPlan(call, input.shape));
  const size = sizeOf(x.shape);
  const count = sizeOf(dy.shape);
  const zeros = g.uniform(0, [size], "float32");
  const operands = [zeros, reshape(g, positions, [count]), reshape(g, first(g, dy), [count])];
  const [made] = g.node("ScatterElements", operands, [{ shape: [size], dtype: "float32" }], {
    axis: 0,
    reduction: "add",
  });
  return last(g, reshape(g, made as Value, x.shape));
};

const avgPool: Lowering = (call) => {
  const { g } = call;
  const x = first(g, operand(call, "x"));
  const plan = poolingPlan(call, operand(call, "x").shape);
  const [made] = g.node("AveragePool", [x], [{ shape: pooled(x, plan), dtype: "float32" }], {
    ...attributesOf(plan),
    count_include_pad: 0,
  });
  return last(g, made as Value);
};

/** 1 / number of elements of the operand in each window. */
function shares({ input, output, kernel, strides, pads }: Plan): Float32Array {
  const covered = (axis: 0 | 1, i: number) => {
    const from = i * strides[axis] - pads[axis];
    return Math.min(from + kernel[axis], input[axis]) - Math.max(from, 0);
  };
  return Float32Array.from({ length: output[0] * output[1] }, (_, i) => {
    return 1 / (covered(0, Math.floor(i / output[1])) * covered(1, i % output[1]));
  });
}

/** Each window's dy is shared equally among its elements: a transposed convolution with ones, per channel. */
const avgPoolGrad: Lowering = (call) => {
  const { g } = call;
  const [dy, input] = [operand(call, "dy"), operand(call, "input")];
  const plan = poolingPlan(call, input.shape);
  const channels = input.shape[3] as number;
  const shared = mul(g, first(g, dy), g.constant(shares(plan), [1, 1, ...plan.output], "float32"));
  const ones = g.uniform(1, [channels, 1, ...plan.kernel], "float32");
  const shape = [input.shape[0] as number, channels, ...plan.input];
  const [made] = g.node("ConvTranspose", [shared, ones], [{ shape, dtype: "float32" }], {
    ...attributesOf(plan),
    output_padding: outputPadding(plan),
    group: channels,
  });
  return last(g, made as Value);
};

/** Pooling and its gradients. */
export const POOLS: Lowerings = {
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
  AvgPool: avgPool,
  AvgPoolGrad: avgPoolGrad,
};
