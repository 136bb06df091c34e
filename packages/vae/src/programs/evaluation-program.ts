import { siteKl } from "@elbo/distributions";
import type { Program } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { createModel } from "../model/create-model.ts";
import type { ModelParts, ModelValues } from "../model/model-parts.ts";
import { drawFrom } from "../model/walk-sites.ts";
import { perExample } from "./weighted-mean.ts";

/**
 * The bound per example, one draw: outputs `[batch]` `elbo`, `reconstruction`, `kl` (nats), figures of the
 * likelihood (the range of sigma), and `latent/<site>`: the posterior mean, or, where there is none in closed form, a
 * draw, with an independent one in `twin/<site>`.
 */
export function evaluationProgram(parts: ModelParts): Program {
  return (params, inputs, context) => {
    const trace = createModel(parts, params as unknown as ModelValues).pass(inputs, drawFrom(1), context);
    const kl = trace.sites.map((site) => perExample(siteKl(site))).reduce((a, b) => tf.add(a, b));
    const reconstruction = tf.neg(perExample(trace.logX));
    const twins = context.at("twin").at("latents");
    const centres = trace.sites.flatMap(({ name, q, value }) => {
      const mean = q.mean?.();
      if (mean) return [[`latent/${name}`, mean] as const];
      const twin = drawFrom(1)(name, q, twins.at(name)).value;
      return [[`latent/${name}`, tf.squeeze(value, [0])] as const, [`twin/${name}`, tf.squeeze(twin, [0])] as const];
    });
    const figures = Object.entries({
      ...parts.likelihood.figures?.(trace.likelihood),
      ...parts.latents.figures?.(trace.sites, inputs),
    });
    return {
      ...Object.fromEntries(figures.map(([name, value]) => [name, perExample(value)])),
      elbo: tf.neg(tf.add(reconstruction, kl)),
      reconstruction,
      kl,
      ...Object.fromEntries(centres),
    };
  };
}

/** Log importance weights, output `weights` `[sample, batch]`: log p(x, z) - log q(z|x), nats. */
export function importanceProgram(parts: ModelParts, samples: number): Program {
  return (params, inputs, context) => {
    const trace = createModel(parts, params as unknown as ModelValues).pass(inputs, drawFrom(samples), context);
    const weights = trace.sites.reduce((sum, { logP, logQ }) => tf.add(sum, tf.sub(logP, logQ)), trace.logX);
    return { weights };
  };
}
