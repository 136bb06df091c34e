import type { Batch, Context, Distribution, Given, Model, Named, Trace } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { CONDITION } from "../condition/create-condition.ts";
import { withCondition } from "../condition/with-condition.ts";
import { collectAdded } from "./collect-added.ts";
import { decode, logLikelihood } from "./decode.ts";
import { drawPrior } from "./draw-prior.ts";
import { latentValues, type ModelParts, type ModelValues, trainableValues } from "./model-parts.ts";
import { type Choose, drawFrom, observed, scorePrior, walkSites } from "./walk-sites.ts";

/** A model whose passes can also take q's centre instead of a draw. */
export interface InferringModel extends Model {
  /** One pass with a chosen value per site. */
  pass(batch: Batch, choose: Choose, context: Context): Trace;
  /** The `Given` of a batch, for samplers that call parts themselves. */
  given(batch: Batch, lead: readonly number[], context: Context): Given;
}

/** Puts the parts together: data to features to sites to outputs to log-probabilities. */
export function createModel(parts: ModelParts, values: ModelValues): InferringModel {
  const encodeFeatures = (batch: Batch, context: Context) =>
    parts.encoder.apply(values.encoder.net, batch, context.at("encoder"));

  const given = (batch: Batch, lead: readonly number[], context: Context): Given => {
    let joints = 0;
    const self: Given = {
      batch,
      lead,
      ...(batch[CONDITION] ? { condition: batch[CONDITION] } : {}),
      z: {},
      encode: (other, inner) => posteriorsOf(other, inner),
      logJoint: (z) => {
        const scope = context.at(`joint-${joints++}`).quiet();
        const values_ = Object.values(z)[0] as tf.Tensor;
        const here: Given = { ...self, lead: values_.shape.slice(0, 2), z };
        const logP = scorePrior(parts, values, z, self, scope.at("latents"));
        return tf.add(logP, logLikelihood(parts.likelihood, decode(parts, values, z, here, scope), batch));
      },
    };
    return self;
  };

  /** q of every site that is given x alone. */
  const posteriorsOf = (asked: Batch, context: Context): Named<Distribution> => {
    // Batches that parts make up (pseudo-inputs) have labels only if the encoder reads them.
    const batch = parts.condition?.into.includes("encoder") ? withCondition(parts, asked) : asked;
    const alone = parts.latents.sites.filter(({ name }) => parts.latents.facts[name]?.posterior.includes("alone"));
    const params = latentValues(values);
    const size = (batch.weight as tf.Tensor).size;
    const here = given(batch, [size], context);
    const state = parts.latents.begin(params, here, context.at("begin"));
    const features = encodeFeatures(batch, context);
    const scope = context.at("posterior");
    return Object.fromEntries(
      alone.map(({ name }) => [name, parts.latents.posterior(params, name, state, features, here, scope.at(name))]),
    );
  };

  const pass = (asked: Batch, choose: Choose, outer: Context): Trace => {
    const batch = withCondition(parts, asked);
    const { context, added } = collectAdded(outer);
    const size = (batch.weight as tf.Tensor).size;
    const features = encodeFeatures(batch, context);
    const walked = walkSites(parts, values, features, given(batch, [size], context), choose, context.at("latents"));
    const likelihood = decode(parts, values, walked.given.z, walked.given, context, walked.state);
    return { sites: walked.sites, likelihood, logX: logLikelihood(parts.likelihood, likelihood, batch), added };
  };

  const infer: Model["infer"] = (batch, { samples, observe = {} }, context) => {
    const draw = drawFrom(samples);
    const choose: Choose = (site, q, inner) => {
      const value = observe[site];
      return value ? observed(value, site, q) : draw(site, q, inner);
    };
    return pass(batch, choose, context);
  };

  const conditioned: InferringModel["given"] = (batch, lead, context) =>
    given(withCondition(parts, batch), lead, context);

  const decodeRows: Model["decode"] = (z, batch, context) => {
    const size = (Object.values(z)[0] as tf.Tensor).shape[0] as number;
    const { x: _, ...beside } = batch; // nothing is modelled: a likelihood has nothing to fit itself to
    return decode(parts, values, z, conditioned(beside, [size], context), context);
  };

  return {
    get params() {
      return trainableValues(parts, values);
    },
    pass,
    infer,
    given: conditioned,
    decode: decodeRows,
    score: (batch, z, context) => infer(batch, { samples: 1, observe: z }, context),
    generate: (count, batch, context) => {
      const size = count.reduce((a, b) => a * b, 1);
      const z = drawPrior(parts, values, size, conditioned(batch, [size], context), context.at("latents"));
      let x: Distribution | undefined;
      return {
        z,
        get x() {
          x ??= decodeRows(z, batch, context); // who looks at z alone pays for no decoder
          return x;
        },
      };
    },
  };
}
