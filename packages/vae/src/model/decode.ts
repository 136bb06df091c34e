import { foldAll, repeatSamples, unfoldAll } from "@elbo/program";
import type { Batch, Context, Distribution, Given, Named } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { decoderLatents } from "../condition/with-condition.ts";
import { decoderReads } from "./decoder-reads.ts";
import { elementMask } from "./element-mask.ts";
import type { ModelParts, ModelValues } from "./model-parts.ts";

/** Batch fields repeated for each sample, each only when somebody reads it. */
const repeatedBatch = (batch: Batch, samples: number): Batch => {
  const lazy = {};
  for (const name of Object.keys(batch)) {
    let tensor: tf.Tensor | undefined;
    Object.defineProperty(lazy, name, {
      enumerable: true,
      get: () => {
        tensor ??= repeatSamples(batch[name] as tf.Tensor, samples);
        return tensor;
      },
    });
  }
  return lazy;
};

/**
 * p(x|z): z `[...lead, ...event]` per site -> per-element distribution, batchShape `[...lead, ...element]`. `state`: where a walk
 * over these sites ended, if there was one.
 */
export function decode(
  parts: ModelParts,
  values: ModelValues,
  z: Named<tf.Tensor>,
  given: Given,
  context: Context,
  state?: unknown,
): Distribution {
  const lead = given.lead;
  const samples = lead.length === 2 ? (lead[0] as number) : 1;
  const folded: Given = {
    ...given,
    batch: repeatedBatch(given.batch, samples),
    lead: [lead.reduce((a, b) => a * b, 1)],
    ...(given.condition ? { condition: repeatSamples(given.condition, samples) } : {}),
    z: foldAll(z, lead.length),
  };
  const seen = decoderReads(parts, values, z, given, context, state);
  const read = decoderLatents(parts, seen === z ? folded.z : foldAll(seen, lead.length), folded.condition);
  const outputs = parts.decoder.outputs(values.decoder.net, read, folded, context.at("decoder"));
  const { likelihood } = values.decoder;
  return parts.likelihood.elements(likelihood, unfoldAll(outputs, lead), context.at("likelihood"), given.batch);
}

/**
 * log p(x|z) `[sample, batch]`, nats: the elements' log-probabilities summed under mask and length, or under what the
 * likelihood says counts.
 */
export function logLikelihood(
  { observed }: Pick<ModelParts["likelihood"], "observed">,
  likelihood: Distribution,
  batch: Batch,
): tf.Tensor {
  const own = observed?.(batch, likelihood);
  const value = own?.value ?? (batch.x as tf.Tensor);
  const elements = (likelihood.logProb as NonNullable<Distribution["logProb"]>)(tf.expandDims(value, 0));
  const mask = own ? own.counts : elementMask(batch, elements.shape.slice(2));
  const counted = mask ? tf.mul(elements, tf.expandDims(mask, 0)) : elements;
  const axes = elements.shape.slice(2).map((_, i) => i + 2);
  return axes.length ? tf.sum(counted, axes) : counted;
}
