import type { Term } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Per example: `[sample, batch]` is averaged over its samples, `[batch]` stays. */
export const perExample = (value: tf.Tensor): tf.Tensor => (value.shape.length === 2 ? tf.mean(value, 0) : value);

/** A term as one number: the mean over the batch, weighted so that padding does not count. */
export const termMean = (term: Pick<Term, "value" | "over">, weight: tf.Tensor): tf.Tensor =>
  term.over === "batch"
    ? tf.reshape(term.value, [])
    : tf.div(tf.sum(tf.mul(perExample(term.value), weight)), tf.sum(weight));
