import type { Context, Distribution, Given, Named, Program } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { createModel } from "../model/create-model.ts";
import { decode } from "../model/decode.ts";
import type { ModelParts, ModelValues } from "../model/model-parts.ts";
import { drawFrom, scorePrior, walkSites } from "../model/walk-sites.ts";

/** p(x|z) of each element to the law of each element of what is seen. */
type SeenLaw = (elements: Distribution) => Distribution;

/** p(x|z) of each element to its law given also what is seen of it, `[1, batch, ...y]`, 1 in `mask` where it is. */
type CleanLaw = (
  elements: Distribution,
  seen: { readonly y: tf.Tensor; readonly mask: tf.Tensor },
  context: Context,
) => Distribution;

const latentsOf = (parts: ModelParts, inputs: Named<tf.Tensor>): Named<tf.Tensor> =>
  Object.fromEntries(parts.latents.sites.map(({ name }) => [name, inputs[`latent/${name}`] as tf.Tensor]));

const named = (z: Named<tf.Tensor>): Named<tf.Tensor> =>
  Object.fromEntries(Object.entries(z).map(([name, value]) => [`latent/${name}`, value]));

/** log p(y|z) `[sample, batch]`, nats, over the elements of `seen` that `seen.mask` counts. */
function scoreSeen(law: SeenLaw, elements: Distribution, inputs: Named<tf.Tensor>): tf.Tensor {
  const seen = law(elements);
  const each = (seen.logProb as NonNullable<Distribution["logProb"]>)(tf.expandDims(inputs.seen as tf.Tensor, 0));
  const counted = tf.mul(each, tf.expandDims(inputs["seen.mask"] as tf.Tensor, 0));
  return tf.sum(
    counted,
    counted.shape.slice(2).map((_, i) => i + 2),
  );
}

/** Of the batch, what is no guess: a decoder, prior or likelihood must not see a made-up x. */
const known = ({ x: _, ...rest }: Named<tf.Tensor>): Named<tf.Tensor> => rest;

/**
 * Draws of q(z|x) of a guessed `x` `[batch, ...x]`, as proposals for p(z|y): outputs `latent/<site>` `[sample, batch, ...event]`
 * and `weights` `[sample, batch]`, log p(z) + log p(y|z) - log q(z|x), nats. Inputs besides the batch: `seen` `[batch, ...y]`
 * and `seen.mask`, 1 where an element is seen.
 */
export function proposalProgram(parts: ModelParts, law: SeenLaw, samples: number): Program {
  return (params, inputs, context) => {
    const values = params as unknown as ModelValues;
    const size = (inputs.weight as tf.Tensor).size;
    const given = createModel(parts, values).given(inputs, [size], context);
    const features = parts.encoder.apply(values.encoder.net, given.batch, context.at("encoder"));
    const walked = walkSites(parts, values, features, given, drawFrom(samples), context.at("latents"));
    const { z } = walked.given;
    const elements = decode(parts, values, z, { ...walked.given, batch: known(given.batch) }, context);
    const weights = walked.sites.reduce(
      (sum, { logP, logQ }) => tf.add(sum, tf.sub(logP, logQ)),
      scoreSeen(law, elements, inputs),
    );
    return { weights, ...named(z) };
  };
}

/** p(z), p(x|z) of given latents `[chain, batch, ...event]`. */
function decodeChains(parts: ModelParts, values: ModelValues, inputs: Named<tf.Tensor>, context: Context) {
  const z = latentsOf(parts, inputs);
  const lead = (Object.values(z)[0] as tf.Tensor).shape.slice(0, 2) as [number, number];
  const given: Given = createModel(parts, values).given(known(inputs), [lead[1]], context);
  return { z, given, elements: decode(parts, values, z, { ...given, lead, z }, context) };
}

/**
 * log p(z) and log p(y|z) of `latent/<site>` `[chain, batch, ...event]`: outputs `prior`, `likelihood` `[chain, batch]`, nats,
 * and `objective`, their sum over both axes, whose gradient to the latents moves every chain by itself.
 */
export function damagedProgram(parts: ModelParts, law: SeenLaw): Program {
  return (params, inputs, context) => {
    const values = params as unknown as ModelValues;
    const { z, given, elements } = decodeChains(parts, values, inputs, context);
    const prior = scorePrior(parts, values, z, given, context.at("latents"));
    const likelihood = scoreSeen(law, elements, inputs);
    return { prior, likelihood, objective: tf.sum(tf.add(prior, likelihood)) };
  };
}

/**
 * What latents `[chain, batch, ...event]` and what is seen say of x: outputs `[chain, batch, ...x]` `mean` of p(x|z, y), its
 * `variance` where it says one, and one `draw` where it can be drawn.
 */
export function shownChainsProgram(parts: ModelParts, clean: CleanLaw): Program {
  return (params, inputs, context) => {
    const { elements } = decodeChains(parts, params as unknown as ModelValues, inputs, context);
    const [y, mask] = [inputs.seen, inputs["seen.mask"]].map((each) => tf.expandDims(each as tf.Tensor, 0));
    const law = clean(elements, { y: y as tf.Tensor, mask: mask as tf.Tensor }, context.at("clean"));
    const mean = (law.mean as NonNullable<Distribution["mean"]>)();
    const variance = law.variance?.();
    const draw = law.draw?.(1, context.at("x")).value;
    return {
      mean,
      ...(variance ? { variance: tf.add(variance, tf.zerosLike(mean)) } : {}),
      ...(draw ? { draw: tf.squeeze(draw, [0]) } : {}),
    };
  };
}
