import { reverse, transpose } from "../graph/arrange.ts";
import { sizeOf } from "../graph/look.ts";
import type { Graph, Value } from "../graph/types.ts";
import type { Plan } from "./convolution-plan.ts";

/** So many times fewer channels must come out than go in: the turned convolution copies patches of these, not of those. */
const FEWER = 4;

/**
 * The filter gradient of few channels out by stride 1, as a convolution of dy by x: dW[a] = sum_q x[q] dy[q + pad - a], batch and channel
 * swapped, and turned round in the end. Undefined for other strides, dilations, and where channels are not few.
 */
export function turnedFilterGradient(g: Graph, x: Value, dy: Value, plan: Plan): Value | undefined {
  const { input, kernel, strides, dilations, pads } = plan;
  const [from, to] = [x.shape[3] as number, dy.shape[3] as number];
  const margins = [0, 1, 2, 3].map((side) => (kernel[side % 2] as number) - 1 - (pads[side] as number));
  const plain = [...strides, ...dilations].every((size) => size === 1) && margins.every((margin) => margin >= 0);
  if (!plain || FEWER * to > from || sizeOf(x.shape) === 0 || sizeOf(dy.shape) === 0) return undefined;
  const swap = (image: Value) => transpose(g, image, [3, 0, 1, 2]);
  const results = [{ shape: [to, from, ...kernel], dtype: "float32" as const }];
  const attributes = { kernel_shape: input, strides, dilations, pads: margins };
  const [turned] = g.node("Conv", [swap(dy), swap(x)], results, attributes);
  return transpose(g, reverse(g, turned as Value, [2, 3]), [2, 3, 1, 0]);
}
