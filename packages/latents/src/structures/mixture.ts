import { activationNames } from "@elbo/layers";
import {
  ConfigError,
  type Definition,
  type Given,
  type LatentParams,
  type Latents,
  type ParamTree,
  type Prior,
  type Slot,
  type Values,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { gaussianFacts } from "../posteriors/gaussian.ts";
import { gaussianGiven, inOneAxis } from "./gaussian-given.ts";
import { prefixed } from "./prefixed.ts";
import { createSingle, type SingleParams } from "./single.ts";
import { siteFacts } from "./site-facts.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("mixture"),
    component: slot("posterior")
      .prefault({ kind: "gumbel-softmax", variables: 1, classes: 10 })
      .describe("q(s|x): gumbel-softmax, or several binary variables"),
    weights: slot("prior").optional().describe("p(s); default: the match of q(s|x), all components alike"),
    dimension: z.int().min(1).default(10).describe("number of latents z beside the component"),
    widths: z.array(z.int().min(1)).default([]).describe("hidden layers of q(z|x, s), on the encoder's features and s"),
    activation: z.enum(activationNames).default("relu").describe("after each of them"),
    prior: slot("prior")
      .prefault({ kind: "conditional", hidden: [], variance: "unit" })
      .describe("p(z|s), s being its condition"),
  });

/** Options of `mixture`. */
export type MixtureConfig = z.output<ReturnType<typeof schema>>;

/** The component, `[sample, batch, ...event]`, once it is there. */
export interface MixtureState {
  readonly s?: tf.Tensor;
}

type Mixture = Latents<LatentParams, MixtureState>;

const component = "s";

/** Creates the sites `s` and `z`. */
export function createMixture(config: MixtureConfig, wiring: Wiring): Mixture {
  const { dimension, widths, activation } = config;
  const upper = createSingle(
    { kind: "single", posterior: config.component, transports: [], prior: config.weights },
    wiring,
    component,
  );
  const shape = upper.sites[0]?.shape ?? [];
  const facts = upper.facts[component]?.posterior ?? [];
  if (!facts.includes("simplex") && !facts.includes("corners")) {
    throw new ConfigError("a mixture's component is one of a few", {
      where: "latents.component",
      expected: "draws on a simplex, or of zeros and ones",
      received: facts[0] ?? "",
      remedy: "Take gumbel-softmax, or binary-concrete; for Gaussians above Gaussians latents.kind: top-down.",
    });
  }
  const size = tf.util.sizeFromShape([...shape]);
  const lower = gaussianGiven({ size, dimension, widths, activation });
  const site = { name: "z", shape: [dimension] };
  const { width = 0, of = [], into = [] } = wiring.condition ?? {};
  const prior = wiring.part<Prior>("prior", config.prior, { site, condition: { width: size + width, of, into } });
  const upperParams = (params: Values<LatentParams>) =>
    ({ posterior: params.posterior[component], prior: params.prior[component] }) as Values<SingleParams>;
  /** What p(z|s) is given: s, and the model's own condition before it. */
  const seeing = (given: Given, s: tf.Tensor): Given => {
    const own = inOneAxis(s, shape.length);
    if (given.condition === undefined) return { ...given, condition: own };
    const condition = tf.add(given.condition, tf.zeros([...own.shape.slice(0, -1), width]));
    return { ...given, condition: tf.concat([condition, own], -1) };
  };
  return {
    params: {
      posterior: { [component]: upper.params.posterior, z: lower.params },
      prior: { [component]: upper.params.prior, z: prior.params },
    },
    reads: [...new Set([...(upper.reads ?? []), ...(prior.reads ?? [])])],
    knobs: { ...prefixed(component, "/", upper.knobs), ...prior.knobs },
    sites: [...upper.sites, site],
    features: { ...prefixed(component, ".", upper.features), "z.hidden": [lower.hidden] },
    facts: { ...upper.facts, z: siteFacts({ offers: gaussianFacts }, [], prior, { chained: true }) },
    begin: () => ({}),
    prior: (params, name, { s }, given, context) =>
      s === undefined
        ? upper.prior(upperParams(params), name, null, given, context.at(component))
        : prior.distribution(params.prior.z as Values<ParamTree>, seeing(given, s), context),
    posterior(params, name, { s }, features, given, context) {
      if (s === undefined) {
        const own = Object.keys(upper.features).map((key) => [key, features[`${component}.${key}`] as tf.Tensor]);
        const seen = Object.fromEntries(own);
        return upper.posterior(upperParams(params), name, null, seen, given, context.at(component));
      }
      const values = params.posterior.z as Values<ParamTree>;
      return lower.distribution(values, features["z.hidden"] as tf.Tensor, inOneAxis(s, shape.length), context);
    },
    advance: (_params, name, state, value) => (name === component ? { s: value } : state),
  };
}

/**
 * A component and a Gaussian within it, both inferred (HI-VAE: Nazabal et al. 2020, eq. 5-7 and 12): p(s) uniform over L components,
 * p(z|s) = N(mean(s), I), q(s|x) = Cat(logits(x)), q(z|x, s) = N(mean, variance) of a net on the encoder's `z.hidden` and s, one-hot.
 *
 * Draws of s are relaxed in training, as its posterior says; the loss `summed` gives every component in turn instead and sums
 * exactly. Sites `s` and `z`. Features `s.logits`, and `z.hidden` `[widths[0], or dimension]`.
 *
 * @throws ConfigError when the posterior of s draws real vectors.
 */
export const mixtureLatents: Definition<MixtureConfig, Mixture> = {
  family: "latents",
  kind: "mixture",
  summary: "A component of a mixture and a Gaussian within it, both inferred (Nazabal et al. 2020)",
  config: schema,
  create: createMixture,
};
