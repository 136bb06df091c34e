import type { Batch, ConditionWiring, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** The condition `[batch, width]` as a net takes it in. */
export interface ConditionInput {
  /** 0 without a condition. */
  readonly width: number;
  readonly reads: readonly string[];
  /** Appended to vectors: `[batch, n]` -> `[batch, n + width]`. */
  beside(x: tf.Tensor, batch: Batch): tf.Tensor;
  /** Appended to images as constant planes: `[batch, height, width, channel]` -> as many channels more as it has numbers. */
  planes(x: tf.Tensor, batch: Batch): tf.Tensor;
}

/** How an encoder reads labels or attributes, the batch field `condition` (Sohn et al. 2015: q(z|x, c)). */
export function conditionInput(condition: ConditionWiring | undefined): ConditionInput {
  if (!condition?.into.includes("encoder")) return { width: 0, reads: [], beside: (x) => x, planes: (x) => x };
  const { width } = condition;
  const read = ({ condition: value }: Batch) => value as tf.Tensor;
  return {
    width,
    reads: ["condition"],
    beside: (x, batch) => tf.concat([x, read(batch)], 1),
    planes: (x, batch) => {
      const [, height, across] = x.shape as [number, number, number];
      const pixel: Shape = [-1, 1, 1, width];
      const plane = tf.tile(tf.reshape(read(batch), [...pixel]), [1, height, across, 1]);
      return tf.concat([x, plane], 3);
    },
  };
}
