import type { Batch, Context, Model, Named, Needs, Shape, Site, Trace } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** One pass in which a discrete site has each of its values in turn. */
export interface EachValue {
  /** Samples are `[value * draw]`, value by value. */
  readonly trace: Trace;
  readonly given: Site;
  readonly others: readonly Site[];
}

/** What it asks of the posterior of that site. */
export const eachValueNeeds: Needs = {
  posterior: {
    law: "the KL divergence is a term",
    scored: "each value is given in turn",
    mass: "q of each value weighs its bound",
  },
};

/** Gives the site of one categorical variable each of its values, one-hot, `draws` times. */
export function eachValue(
  model: Model,
  batch: Batch,
  { site, shape, draws }: { readonly site: string; readonly shape: Shape; readonly draws: number },
  context: Context,
): EachValue {
  const [size, values] = [(batch.weight as tf.Tensor).size, shape.at(-1) as number];
  const each = tf.reshape(tf.eye(values), [values, 1, 1, ...shape]);
  const repeated = tf.tile(each, [1, draws, size, ...shape.map(() => 1)]);
  const value = tf.reshape(repeated, [values * draws, size, ...shape]);
  const observe: Named<tf.Tensor> = { [site]: value };
  const trace = model.infer(batch, { samples: values * draws, observe }, context);
  const named = ({ name }: Site) => name === site;
  return { trace, given: trace.sites.find(named) as Site, others: trace.sites.filter((one) => !named(one)) };
}
