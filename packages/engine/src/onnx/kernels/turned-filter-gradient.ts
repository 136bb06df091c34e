import { reverse, transpose } from "../graph/arrange.ts";
import { sizeOf } from "../graph/look.ts";
import type { Graph, Value } from "../graph/types.ts";
import { marginsOfFew, type Plan } from "./convolution-plan.ts";

/**
 * The filter gradient of few channels out by stride 1, as a convolution of dy by x: dW[a] = sum_q x[q] dy[q + pad - a], batch and channel
 * swapped, and turned round in the end: it copies patches of the few. Undefined for other strides, dilations, and many channels.
 */
export function turnedFilterGradient(g: Graph, x: Value, dy: Value, plan: Plan): Value | undefined {
  const { input, kernel, strides, dilations } = plan;
  const [from, to] = [x.shape[3] as number, dy.shape[3] as number];
  const margins = marginsOfFew(plan, from, to);
  if (margins === undefined || sizeOf(x.shape) === 0 || sizeOf(dy.shape) === 0) return undefined;
  const swap = (image: Value) => transpose(g, image, [3, 0, 1, 2]);
  const results = [{ shape: [to, from, ...kernel], dtype: "float32" as const }];
  const attributes = { kernel_shape: input, strides, dilations, pads: margins };
  const [turned] = g.node("Conv", [swap(dy), swap(x)], results, attributes);
  return transpose(g, reverse(g, turned as Value, [2, 3]), [2, 3, 1, 0]);
}
