import { siteKl } from "@elbo/distributions";
import { ConfigError, type Definition, type Loss, type Slot, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { eachValue, eachValueNeeds } from "../bounds/each-value.ts";
import { withAdded } from "../bounds/trace-terms.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("semi-supervised"),
    site: z.string().default("y").describe("latent site of the class, one-hot"),
    field: z
      .string()
      .default("label")
      .describe("batch field with the class; `<field>.known` says where it may be seen"),
    alpha: weightField(slot)
      .default(1)
      .describe("weight of -log q(y|x) for each labelled example; the paper's is 0.1 N / (number of labelled)"),
  });

/** Options of `semi-supervised`. */
export type SemiSupervisedConfig = z.output<ReturnType<typeof schema>>;

const sumOverClasses = (x: tf.Tensor) => tf.sum(x, 0);

/** Creates the objective `semi-supervised`. */
export function createSemiSupervised(
  { site, field, alpha }: SemiSupervisedConfig,
  wiring: Pick<Wiring, "part" | "fields" | "latents">,
): Loss<Record<never, never>> {
  const shape = wiring.latents[site] ?? [];
  const classes = wiring.fields[field]?.categories;
  if (classes === undefined || shape.at(-1) !== classes || tf.util.sizeFromShape([...shape]) !== classes) {
    throw new ConfigError("the labels and the site of the class do not fit", {
      where: "config loss",
      expected: `a site "${site}" of as many classes as the field "${field}" has`,
      received: `site [${shape.join(", ")}], ${classes ?? "no"} classes`,
      remedy: "Take latents.kind: m2 and data with labels.",
    });
  }
  const { weight, knobs } = movingWeight("alpha", alpha, wiring);
  return {
    params: {},
    knobs,
    needs: { posterior: { law: "the KL divergence is a term" }, sites: { [site]: eachValueNeeds } },
    objectives: {
      "semi-supervised": {
        moves: ["encoder", "decoder", "prior"],
        terms(_params, model, batch, context) {
          const { trace, given, others } = eachValue(model, batch, { site, shape, draws: 1 }, context);
          const size = (batch.weight as tf.Tensor).size;
          /** L(x, y) of eq. 6, `[class, batch]`. */
          const unexplained = tf.neg(tf.add(trace.logX, given.logP));
          const cost = others.map(siteKl).reduce((sum, kl) => tf.add(sum, kl), unexplained);
          const logQ = given.logQ;
          const q = tf.exp(logQ);
          const label = tf.transpose(
            tf.cast(tf.oneHot(tf.cast(batch[field] as tf.Tensor, "int32"), classes), "float32"),
          );
          const known = batch[`${field}.known`] ?? tf.ones([size]);
          const unlabelled = sumOverClasses(tf.mul(q, tf.add(cost, logQ)));
          const surprise = tf.neg(sumOverClasses(tf.mul(label, logQ)));
          return withAdded(
            {
              labelled: { value: tf.mul(known, sumOverClasses(tf.mul(label, cost))), over: "example" },
              unlabelled: { value: tf.mul(tf.sub(1, known), unlabelled), over: "example" },
              classification: { value: tf.mul(known, surprise), over: "example", weight },
            },
            trace,
          );
        },
      },
    },
  };
}

/**
 * Semi-supervised learning (Kingma et al. 2014, eq. 6-9), nats per example: where the label is known
 * L(x, y) = -log p(x|y, z) - log p(y) + KL(q(z|x, y) || p(z)) - alpha log q(y|x); where not, by summing over all classes,
 * U(x) = sum_y q(y|x) (L(x, y) + log q(y|x)). Each class is one sample of the same pass.
 *
 * Terms, each 0 where it does not apply: `labelled`, `unlabelled`, `classification` (-log q of the label) `[batch]`.
 *
 * @throws ConfigError when the site does not have the field's classes.
 */
export const semiSupervisedLoss: Definition<SemiSupervisedConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "semi-supervised",
  summary: "Bounds with and without the label, and a classifier (Kingma et al. 2014, M2)",
  config: schema,
  create: createSemiSupervised,
};
