import { categorical } from "@elbo/distributions";
import { foldLeading, stopGradient } from "@elbo/program";
import type { Distribution, Given, ParamTree, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { codebookOf } from "./code-site.ts";
import type { SequenceOfCodes } from "./stepper-from-logits.ts";

/**
 * p(z) of a site of codes, from logits per position: log p(z) = sum_i log p(k_i | k_1..k_{i-1}), nats, `[...sample, ...event]`
 * -> `[...sample]` in one pass, no gradient into the value. batchShape []. It cannot be drawn in one pass.
 */
export function autoregressiveCodes(
  kind: string,
  { shape, length, logits }: SequenceOfCodes & { readonly shape: Shape },
  params: Values<ParamTree>,
  given: Given,
): Distribution {
  return {
    family: kind,
    batchShape: [],
    eventShape: shape,
    parameters: {},
    gradient: "none",
    logProb(value) {
      const lead = value.shape.slice(0, value.rank - shape.length);
      const indices = codebookOf(kind, given).indices(stopGradient(value));
      const flat = tf.reshape(foldLeading(indices, lead.length), [-1, length]);
      const each = categorical({ logits: logits(params, flat) }).logProb(flat);
      return tf.reshape(tf.sum(each, 1), [...lead]);
    },
  };
}
