import { type Distribution, type Named, NotSupportedError, type Program } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { squeeze } from "@tensorflow/tfjs-core";
import { createModel } from "../model/create-model.ts";
import type { ModelParts, ModelValues } from "../model/model-parts.ts";
import { centreOf } from "../model/walk-sites.ts";

/**
 * What to show of p(x|z): its mean, or its mode where a mean says nothing (categories).
 *
 * @throws NotSupportedError when it has neither.
 */
export const shown = (x: Distribution): tf.Tensor => {
  const value = x.mean?.() ?? x.mode?.();
  if (!value) {
    throw new NotSupportedError(`to be shown, a likelihood of family ${x.family} needs a mean or a mode`, {
      where: "vae/programs",
      remedy: "Give the likelihood's distribution a method `mean` or `mode`.",
    });
  }
  return value;
};

/** Means of p(x|z): `mean` `[...lead, ...x]` and, of other fields that the likelihood describes, `mean/<field>`. */
export const shownFields = ({ shown: own }: ModelParts["likelihood"], x: Distribution): Named<tf.Tensor> =>
  Object.fromEntries(
    Object.entries(own?.(x) ?? { x: shown(x) }).map(([name, value]) => [name === "x" ? "mean" : `mean/${name}`, value]),
  );

/** x -> centre of q(z|x) -> means of p(x|z): outputs `mean` `[batch, ...x]`, `mean/<field>` and `latent/<site>`. */
export function reconstructionProgram(parts: ModelParts): Program {
  return (params, inputs, context) => {
    const trace = createModel(parts, params as unknown as ModelValues).pass(inputs, centreOf, context);
    const means = Object.entries(shownFields(parts.likelihood, trace.likelihood));
    return {
      ...Object.fromEntries(means.map(([name, value]) => [name, squeeze(value, [0])])),
      ...Object.fromEntries(trace.sites.map(({ name, value }) => [`latent/${name}`, squeeze(value, [0])])),
    };
  };
}

/** Centres of q(z|x): outputs `latent/<site>` `[batch, ...event]`. */
export function encodeProgram(parts: ModelParts): Program {
  const reconstruct = reconstructionProgram(parts);
  return (params, inputs, context) => {
    const outputs = reconstruct(params, inputs, context);
    return Object.fromEntries(Object.entries(outputs).filter(([name]) => name.startsWith("latent/")));
  };
}
