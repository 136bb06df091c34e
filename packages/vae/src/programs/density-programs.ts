import { logProbByDimension, logSumExp } from "@elbo/distributions";
import type { Program } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { createModel } from "../model/create-model.ts";
import { decode, logLikelihood } from "../model/decode.ts";
import { latentValues, type ModelParts, type ModelValues } from "../model/model-parts.ts";
import { type Choose, drawFrom, observed, scorePrior, walkSites } from "../model/walk-sites.ts";

const latentsOf = (parts: ModelParts, inputs: Readonly<Record<string, tf.Tensor>>) =>
  Object.fromEntries(parts.latents.sites.map(({ name }) => [name, inputs[`latent/${name}`] as tf.Tensor]));
const total = (values: readonly tf.Tensor[]) => values.reduce((a, b) => tf.add(a, b));

/** One draw an example: outputs `latent/<site>` `[batch, ...event]`, and `logQ`, `logP` `[batch]` over all sites, nats. */
export function posteriorProgram(parts: ModelParts): Program {
  return (params, inputs, context) => {
    const { sites } = createModel(parts, params as unknown as ModelValues).pass(inputs, drawFrom(1), context);
    return {
      logQ: tf.squeeze(total(sites.map(({ logQ }) => logQ)), [0]),
      logP: tf.squeeze(total(sites.map(({ logP }) => logP)), [0]),
      ...Object.fromEntries(sites.map(({ name, value }) => [`latent/${name}`, tf.squeeze(value, [0])])),
    };
  };
}

/**
 * Densities of given latents `latent/<site>` `[draw, ...event]` under the posteriors of a batch, summed over its examples
 * that weigh 1: output `joint` `[draw]` = log sum_n q(z|x_n), and, for one site of independent coordinates, `marginal`
 * `[draw, ...event]` = log sum_n q(z_d|x_n); nats.
 */
export function aggregateProgram(parts: ModelParts): Program {
  return (params, inputs, context) => {
    const values = params as unknown as ModelValues;
    const weight = inputs.weight as tf.Tensor;
    const z = latentsOf(parts, inputs);
    const choose: Choose = (site, q) => {
      const value = tf.expandDims(z[site] as tf.Tensor, 1);
      const repeats = value.shape.map((_, axis) => (axis === 1 ? weight.size : 1));
      return observed(tf.tile(value, repeats), site, q);
    };
    const given = createModel(parts, values).given(inputs, [weight.size], context);
    const features = parts.encoder.apply(values.encoder.net, given.batch, context.at("encoder"));
    const { sites } = walkSites(parts, values, features, given, choose, context.at("latents"));
    const left = tf.mul(tf.sub(1, weight), -1e9);
    const [first] = sites;
    const each = sites.length === 1 && first ? logProbByDimension(first.q, first.value) : undefined;
    const shaped = (rank: number) => tf.reshape(left, [1, weight.size, ...new Array<number>(rank - 2).fill(1)]);
    return {
      joint: logSumExp(tf.add(total(sites.map(({ logQ }) => logQ)), shaped(2)), 1),
      ...(each ? { marginal: logSumExp(tf.add(each, shaped(each.rank)), 1) } : {}),
    };
  };
}

/**
 * Log-volume of the metric at latents `latent/<site>` `[draw, ...event]`, summed over sites: output `value` `[draw]`, nats, and
 * `objective`, their sum, whose gradient to the latents is that of every draw by itself.
 */
export function volumeProgram(parts: ModelParts): Program {
  return (params, inputs, context) => {
    const values = params as unknown as ModelValues;
    const z = latentsOf(parts, inputs);
    const [draws] = (Object.values(z)[0] as tf.Tensor).shape as [number];
    const given = createModel(parts, values).given({ weight: tf.ones([draws]) }, [draws], context);
    const value = total(
      Object.entries(z).map(([site, points]) => {
        const scope = context.at("latents").at(site);
        return parts.latents.logVolume?.(latentValues(values), site, points, given, scope) as tf.Tensor;
      }),
    );
    return { value, objective: tf.sum(value) };
  };
}

/**
 * log p(z) and log p(x|z) of `latent/<site>` `[chain, batch, ...event]`: outputs `prior`, `likelihood` `[chain, batch]`, and
 * `objective`, the sum over both axes of log p(z) + beta log p(x|z), whose gradient to the latents moves every chain by
 * itself. Input `beta`: a scalar.
 */
export function annealedProgram(parts: ModelParts): Program {
  return (params, inputs, context) => {
    const { beta, ...batch } = inputs;
    const values = params as unknown as ModelValues;
    const z = latentsOf(parts, inputs);
    const [chains, size] = (Object.values(z)[0] as tf.Tensor).shape as [number, number];
    const given = createModel(parts, values).given(batch, [size], context);
    const prior = scorePrior(parts, values, z, given, context.at("latents"));
    const elements = decode(parts, values, z, { ...given, lead: [chains, size], z }, context);
    const likelihood = logLikelihood(parts.likelihood, elements, given.batch);
    return { prior, likelihood, objective: tf.sum(tf.add(prior, tf.mul(beta as tf.Tensor, likelihood))) };
  };
}
