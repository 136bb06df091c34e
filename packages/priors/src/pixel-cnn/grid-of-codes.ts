import type { Layer } from "@elbo/layers";
import type { ParamTree } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { SequenceOfCodes } from "../codes/stepper-from-logits.ts";

/** A net over a grid, int32 `[batch, height, width]` -> `[batch, height, width, code]`, as one over its positions in raster order. */
export function gridOfCodes(
  net: Layer,
  [height, width]: readonly [number, number],
  size: number,
): SequenceOfCodes & { readonly params: ParamTree } {
  const length = height * width;
  return {
    params: net.params,
    length,
    size,
    logits: (params, indices) =>
      tf.reshape(net.apply(params, tf.reshape(indices, [-1, height, width])), [-1, length, size]),
  };
}
