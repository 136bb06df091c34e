import type { Field, Program } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { createModel } from "../model/create-model.ts";
import type { ModelParts, ModelValues } from "../model/model-parts.ts";
import { drawFrom } from "../model/walk-sites.ts";
import { shown } from "./reconstruction-program.ts";

/** How many values an element of x can take where values are counted; 0 where they are numbers. */
export const countedValues = ({ categories = 0, columns = [] }: Pick<Field, "categories" | "columns">): number =>
  columns.reduce((most, column) => Math.max(most, column.categories ?? 0), categories);

/** The sum over samples of `values` `[sample, batch, ...x]`, each times its share `[sample, batch]`. */
const weigh = (values: tf.Tensor, share: tf.Tensor): tf.Tensor =>
  tf.sum(tf.mul(values, tf.reshape(share, [...share.shape, ...values.shape.slice(2).map(() => 1)])), 0);

/**
 * A chunk of self-normalised importance sampling given what is observed (Mattei & Frellsen 2019, section 4): `samples` draws
 * z ~ q(z|x) an example, each of weight w = p(x|z) p(z) / q(z|x), x under its mask.
 *
 * Outputs: `weights` `[sample, batch]`, log w, nats; `latent/<site>` `[sample, batch, ...event]`; `peak` `[batch]`, the largest
 * log w; sums over the samples of w / e^peak times E[x|z], `mean` `[batch, ...x]`, and, where elements of x take one of
 * `field`'s counted values, times p(x = k|z), `masses` `[value, batch, ...x]`. A likelihood that completes x in order to score it gives `completed`
 * `[sample, batch, ...x]`, which stands for E[x|z]: it belongs to its weight.
 */
export function imputationProgram(parts: ModelParts, samples: number, field: Field): Program {
  const values = countedValues(field);
  return (params, inputs, context) => {
    const trace = createModel(parts, params as unknown as ModelValues).pass(inputs, drawFrom(samples), context);
    const { likelihood, sites } = trace;
    const weights = sites.reduce((sum: tf.Tensor, { logP, logQ }) => tf.add(sum, tf.sub(logP, logQ)), trace.logX);
    const peak = tf.max(weights, 0);
    const share = tf.exp(tf.sub(weights, tf.expandDims(peak, 0)));
    const [, batch = 1] = weights.shape;
    const mass = (value: number) => {
      const score = likelihood.logProb as NonNullable<typeof likelihood.logProb>;
      return weigh(tf.exp(score(tf.fill([1, batch, ...field.shape], value, field.dtype))), share);
    };
    const completed = parts.likelihood.completed?.(likelihood);
    return {
      weights,
      peak,
      mean: weigh(completed ?? tf.cast(shown(likelihood), "float32"), share),
      ...(completed ? { completed } : {}),
      ...(values > 0 ? { masses: tf.stack(Array.from({ length: values }, (_, value) => mass(value))) } : {}),
      ...Object.fromEntries(sites.map(({ name, value }) => [`latent/${name}`, value])),
    };
  };
}
