// A density of codes as a model: nothing is compressed. Encoder, posterior and decoder pass the codes on, log q and log p(x|z)
// are 0, so that -ELBO is -log p(codes) under the prior, which alone is trained, and draws of x are draws of the prior.
import { pointMass } from "@elbo/distributions";
import type { Decoder, Definition, Encoder, Likelihood, Posterior } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

const schema = z.strictObject({ kind: z.literal("codes") });

/** The parts that pass codes on, each of the kind "codes" in its family; no file can name them. */
export function codesParts(dimensions: number): readonly Definition[] {
  const shape = [dimensions];
  const part = <R>(family: Definition["family"], create: () => R): Definition => ({
    family,
    kind: "codes",
    summary: "passes codes on",
    config: () => schema,
    create,
  });
  const encoder: Encoder = { params: {}, apply: (_, { x }) => ({ code: x as tf.Tensor }) };
  const posterior: Posterior = {
    params: {},
    shape,
    features: { code: shape },
    offers: ["law"],
    distribution: (_, { code }) => pointMass({ value: code as tf.Tensor, eventAxes: 1, gradient: "pathwise" }),
  };
  const decoder: Decoder = { params: {}, outputs: (_, latents) => ({ value: latents.z as tf.Tensor }) };
  const likelihood: Likelihood = {
    params: {},
    supports: ["real"],
    outputs: { value: shape },
    elements: (_, outputs) => {
      const value = outputs.value as tf.Tensor;
      const point = pointMass({ value, eventAxes: 0, gradient: "pathwise" });
      return { ...point, logProb: () => tf.zerosLike(value) };
    },
  };
  return [
    part("encoder", () => encoder),
    part("posterior", () => posterior),
    part("decoder", () => decoder),
    part("likelihood", () => likelihood),
  ];
}

/** The config of a model whose prior is fitted to codes by maximum likelihood, but for its data. */
export const codesModel = (prior: object, training: object): Readonly<Record<string, unknown>> => ({
  likelihood: { kind: "codes" },
  latents: { kind: "single", posterior: { kind: "codes" }, prior },
  encoder: { kind: "codes" },
  decoder: { kind: "codes" },
  loss: { kind: "elbo" },
  training,
});
