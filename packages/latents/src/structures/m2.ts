import { oneHotCategorical } from "@elbo/distributions";
import { activationNames } from "@elbo/layers";
import {
  ConfigError,
  type Definition,
  type Fact,
  type LatentParams,
  type Latents,
  type ParamTree,
  type Prior,
  type Site,
  type Slot,
  type Values,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { gaussianFacts } from "../posteriors/gaussian.ts";
import { gaussianGiven, inOneAxis } from "./gaussian-given.ts";
import { siteFacts } from "./site-facts.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("m2"),
    field: z.string().default("label").describe("batch field whose classes y stands for"),
    dimension: z.int().min(1).default(50).describe("number of latents z beside the class"),
    widths: z
      .array(z.int().min(1))
      .default([500])
      .describe("hidden layers of q(z|x, y), on the encoder's features and y"),
    activation: z.enum(activationNames).default("softplus"),
    temperature: z
      .number()
      .gt(0)
      .default(2 / 3)
      .describe("of relaxed draws of y, where a loss draws it in training"),
    prior: slot("prior").optional().describe("p(z); default standard-normal"),
  });

/** Options of `m2`. */
export type M2Config = z.output<ReturnType<typeof schema>>;

/** The class, `[sample, batch, 1, class]`, once it is there. */
export interface M2State {
  readonly y?: tf.Tensor;
}

type M2 = Latents<LatentParams, M2State>;

/** Relaxed draws are not what the mass is of, so no "pathwise". */
const classFacts: readonly Fact[] = ["simplex", "alone", "law", "random", "scored", "mass", "frozen"];

const flat = (y: tf.Tensor) => inOneAxis(y, 2);

/** Creates the sites `y` and `z`. */
export function createM2({ field, dimension, widths, activation, temperature, prior }: M2Config, wiring: Wiring): M2 {
  const { categories } = wiring.fields[field] ?? {};
  if (categories === undefined) {
    throw new ConfigError("m2 needs a field of classes", {
      where: "latents.field",
      expected: "a category field of the data",
      received: field in wiring.fields ? `"${field}" without categories` : `no field "${field}"`,
      remedy: "Choose data with labels.",
    });
  }
  if (wiring.condition?.of.includes(field)) {
    throw new ConfigError(`m2 explains "${field}", which the condition gives away`, {
      where: "config condition.field",
      expected: `fields other than latents.field, "${field}"`,
      received: wiring.condition.of.join(", "),
      remedy: "Leave it out of the condition, or take latents of another kind for a model of x given its class.",
    });
  }
  const given = gaussianGiven({ size: categories, dimension, widths, activation });
  const site = { name: "z", shape: [dimension] };
  const inner = wiring.part<Prior>("prior", prior ?? { kind: "standard-normal" }, { site });
  return {
    params: { posterior: { z: given.params }, prior: inner.params },
    ...(inner.reads ? { reads: inner.reads } : {}),
    ...(inner.knobs ? { knobs: inner.knobs } : {}),
    sites: [{ name: "y", shape: [1, categories] }, site],
    features: { "y.logits": [1, categories], "z.hidden": [given.hidden] },
    facts: {
      y: { posterior: classFacts, prior: ["drawn"] },
      z: siteFacts({ offers: gaussianFacts }, [], inner, { chained: true }),
    },
    begin: () => ({}),
    prior: (params, name, _state, seen, context) =>
      name === "y"
        ? oneHotCategorical({ logits: tf.zeros([1, categories]) })
        : inner.distribution(params.prior as Values<ParamTree>, seen, context),
    posterior(params, name, { y }, features, _, context) {
      if (name === "y" || y === undefined) {
        const relaxed = { temperature: tf.scalar(temperature), straightThrough: true };
        return oneHotCategorical({
          logits: features["y.logits"] as tf.Tensor,
          ...(context.training ? { relaxed } : {}),
        });
      }
      const values = params.posterior.z as Values<ParamTree>;
      return given.distribution(values, features["z.hidden"] as tf.Tensor, flat(y), context);
    },
    advance: (_params, name, state, value) => (name === "y" ? { y: value } : state),
    figures(sites: readonly Site[], batch) {
      const logits = sites.find(({ name }) => name === "y")?.q.parameters.logits;
      const label = batch[field];
      if (logits === undefined || label === undefined) return {};
      const right = tf.equal(tf.cast(tf.argMax(flat(logits), -1), "int32"), tf.cast(label, "int32"));
      return { "classification-error": tf.sub(1, tf.cast(right, "float32")) };
    },
  };
}

/**
 * A class and what it leaves open (Kingma et al. 2014, model M2, eq. 2 and 4): p(y) uniform, p(z), p(x|y, z);
 * q(y|x) = Cat(logits(x)), q(z|x, y) = N(mean, variance) of a net on the encoder's `z.hidden` and y, one-hot.
 *
 * The loss semi-supervised gives y where the label is known and sums over it where not; another loss draws it, relaxed and
 * straight-through in training. Sites `y` `[1, class]` and `z`. Features `y.logits` and `z.hidden` `[widths[0]]`.
 *
 * @throws ConfigError when the data has no such field of classes, or when the condition holds it.
 */
export const m2Latents: Definition<M2Config, M2> = {
  family: "latents",
  kind: "m2",
  summary: "A class, known or not, and a Gaussian beside it (Kingma et al. 2014, M2)",
  config: schema,
  create: createM2,
};
