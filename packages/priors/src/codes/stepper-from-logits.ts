import { categorical } from "@elbo/distributions";
import type { Named, ParamTree, Stepper, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** What a prior over a sequence of codes computes in one pass. */
export interface SequenceOfCodes {
  /** Positions, in the order in which they are drawn. */
  readonly length: number;
  /** Number of codes. */
  readonly size: number;
  /** int32 `[batch, position]` -> `[batch, position, code]`; what stands at a position depends on earlier ones only. */
  logits(params: Values<ParamTree>, indices: tf.Tensor): tf.Tensor;
}

/**
 * Draws a sequence of codes by running the whole net at each step: it carries the codes so far, int32 `[batch, position]`,
 * writes the one before, and reads the logits of the position at hand. So it is the parallel form, by construction.
 */
export function stepperFromLogits({ length, size, logits }: SequenceOfCodes): Stepper {
  return {
    length,
    begin: (_params, given) => ({ indices: tf.zeros([given.lead.at(-1) as number, length], "int32") }),
    step(params, carry: Named<tf.Tensor>, previous, index) {
      const before = carry.indices as tf.Tensor;
      const positions = tf.tensor1d(
        Array.from({ length }, (_, i) => i),
        "int32",
      );
      const written = tf.cast(tf.equal(positions, tf.sub(tf.cast(index, "int32"), tf.scalar(1, "int32"))), "int32");
      const kept = tf.mul(before, tf.sub(tf.scalar(1, "int32"), written));
      const indices = tf.add(kept, tf.mul(tf.expandDims(tf.cast(previous, "int32"), 1), written));
      const here = tf.cast(tf.equal(positions, tf.cast(index, "int32")), "float32");
      const chosen = tf.sum(tf.mul(logits(params, indices), tf.reshape(here, [1, length, 1])), 1);
      return { distribution: categorical({ logits: tf.reshape(chosen, [-1, size]) }), carry: { indices } };
    },
  };
}
