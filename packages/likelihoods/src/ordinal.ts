import { ordinal } from "@elbo/distributions";
import { constant } from "@elbo/program";
import { ConfigError, type Definition, type Likelihood, type Named, type ParamSpec, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";

const schema = z.strictObject({ kind: z.literal("ordinal") });

/** Options of `ordinal`. */
export type OrdinalConfig = z.output<typeof schema>;

/** `first` `[...x]`, the lowest threshold, and `gaps` `[...x, category - 2]` before softplus, absent for two categories. */
export type OrdinalParams = Named<ParamSpec>;

/** Thresholds are apart by at least this, so that every value keeps some mass. */
const apart = 1e-3;

/** Creates p(x <= k|z) = sigmoid(threshold_k - location). */
export function createOrdinal(_config: OrdinalConfig, wiring: Pick<Wiring, "fields">): Likelihood<OrdinalParams> {
  const { shape, categories, support } = observedField("ordinal", wiring);
  if (categories === undefined || categories < 2) {
    throw new ConfigError("the data does not state two ordered values or more", {
      where: "likelihoods/ordinal",
      expected: "categories on field x, 2 or more",
      received: categories === undefined ? `${support} values without categories` : `${categories}`,
      remedy: "Choose data made of categories whose order means something, or another likelihood.",
    });
  }
  const gaps = categories - 2;
  return {
    params: {
      first: { shape, init: constant(-gaps / 2) }, // evenly spaced around 0
      ...(gaps > 0 && { gaps: { shape: [...shape, gaps], init: constant(Math.log(Math.expm1(1 - apart))) } }),
    },
    outputs: { location: shape },
    supports: ["category"],
    elements: (params, outputs) => {
      const first = tf.expandDims(params.first as tf.Tensor, -1);
      const steps = params.gaps && tf.cumsum(tf.add(tf.softplus(params.gaps), apart), shape.length);
      const thresholds = steps ? tf.concat([first, tf.add(first, steps)], -1) : first;
      return ordinal({ location: outputs.location as tf.Tensor, thresholds });
    },
  };
}

/**
 * One of ordered values per element: the cumulative logit model (McCullagh 1980; Nazabal et al. 2020, section 3.2, where the
 * thresholds depend on z; here they are learned, the same for all examples), nats:
 * p(x = k|z) = sigmoid(threshold_k - location) - sigmoid(threshold_{k-1} - location).
 *
 * Output `location` `[...lead, ...x]`; x holds 0..categories - 1.
 *
 * @throws ConfigError when the data has no field x, or x has fewer than two categories.
 */
export const ordinalLikelihood: Definition<OrdinalConfig, Likelihood<OrdinalParams>> = {
  family: "likelihood",
  kind: "ordinal",
  summary: "One of ordered values per element: cumulative logits (McCullagh 1980)",
  config: () => schema,
  create: createOrdinal,
};
