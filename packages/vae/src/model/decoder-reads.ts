import type { Context, Given, Named } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { latentValues, type ModelParts, type ModelValues } from "./model-parts.ts";

/**
 * What the decoder reads of latents z `[...lead, ...event]`: their values, or what the structure hands over in their place. The
 * state that a walk over the sites ended in saves going over them once more.
 */
export function decoderReads(
  { latents }: Pick<ModelParts, "latents">,
  values: ModelValues,
  z: Named<tf.Tensor>,
  given: Given,
  context: Context,
  state?: unknown,
): Named<tf.Tensor> {
  const { handsOver } = latents;
  if (handsOver === undefined) return z;
  const params = latentValues(values);
  const ended =
    state ??
    latents.sites.reduce(
      (before, { name }) =>
        latents.advance(params, name, before, z[name] as tf.Tensor, context.at(`again-${name}`).quiet()),
      latents.begin(params, given, context.at("again").quiet()),
    );
  return handsOver.values(params, ended, context.at("handed-over"));
}
