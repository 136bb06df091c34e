import { categorical } from "@elbo/distributions";
import { ConfigError, type Definition, type Likelihood, type Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";

const schema = z.strictObject({ kind: z.literal("categorical") });

/** Options of `categorical`. */
export type CategoricalConfig = z.output<typeof schema>;

/** Creates p(x|z) = prod softmax(logits)_x over the categories of the data's field x. */
export function createCategorical(
  _config: CategoricalConfig,
  wiring: Pick<Wiring, "fields">,
): Likelihood<Record<never, never>> {
  const { shape, categories } = observedField("categorical", wiring);
  if (categories === undefined) {
    throw new ConfigError("the data does not say how many values x can take", {
      where: "likelihoods/categorical",
      expected: "categories on field x",
      received: "none",
      remedy: "Choose data made of tokens or categories, or another likelihood.",
    });
  }
  return {
    params: {},
    outputs: { logits: [...shape, categories] },
    supports: ["tokens", "category"],
    links: { logits: "softmax" },
    elements: (_params, outputs) => categorical({ logits: outputs.logits as tf.Tensor }),
  };
}

/**
 * One of the data's categories per token or cell: log p(x|z) = logits_x - log sum_k exp(logits_k), nats.
 * Output `logits` `[...lead, ...x, category]` -> batchShape `[...lead, ...x]`; x holds int32 indices.
 *
 * @throws ConfigError when the data has no field x, or x has no number of categories.
 */
export const categoricalLikelihood: Definition<CategoricalConfig, Likelihood<Record<never, never>>> = {
  family: "likelihood",
  kind: "categorical",
  summary: "One of the data's categories per token or cell",
  config: () => schema,
  create: createCategorical,
};
