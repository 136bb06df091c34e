import { normalDiagonal } from "@elbo/distributions";
import { activationNames } from "@elbo/layers";
import {
  ConfigError,
  type Definition,
  type LatentParams,
  type Latents,
  type Named,
  type ParamTree,
  type Prior,
  type Slot,
  type Values,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { gaussianFacts } from "../posteriors/gaussian.ts";
import { boundLogVariance } from "../posteriors/log-variance.ts";
import { type ConditionalNormal, conditionalNormal, type Moments } from "./conditional-normal.ts";
import { precisionWeighted } from "./precision-weighted.ts";
import { siteFacts } from "./site-facts.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("top-down"),
    sites: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z][a-z0-9-]*$/),
          dimension: z.int().min(1).describe("number of latents"),
        }),
      )
      .min(2)
      .describe("latent sites, top first"),
    widths: z.array(z.int().min(1)).default([128]).describe("hidden layers of p(z below | z above), and of q's net"),
    activation: z.enum(activationNames).default("leaky-relu"),
    combine: z
      .enum(["precision", "concatenate", "residual"])
      .default("precision")
      .describe(
        "how q below the top joins the encoder's features and z above: precision weighting, a net on both, or such a net as distance from p (NVAE)",
      ),
    skip: z.boolean().default(false).describe("p and q of a site see all sites above, not the next alone"),
    prior: slot("prior").optional().describe("p of the top site; default standard-normal"),
  });

/** Options of `top-down`. */
export type TopDownConfig = z.output<ReturnType<typeof schema>>;

/** The value of the site above, or of all sites above side by side, `[...lead, latent]`; none at the top. */
export interface TopDownState {
  readonly above?: tf.Tensor;
}

/** p of a site below the top. */
const gaussian = { offers: ["diagonal-gaussian"] } as const;

type TopDown = Latents<LatentParams, TopDownState>;

/** One site below the top: p given the site above and, when concatenating, q given that and the features. */
interface Below {
  readonly p: ConditionalNormal;
  readonly q?: ConditionalNormal;
}

const normalOf = ({ mean, logVariance }: Moments) => normalDiagonal({ mean, logVariance, eventAxes: 1 });

const fromFeatures = (site: string, features: Named<tf.Tensor>): Moments => ({
  mean: features[`${site}.mean`] as tf.Tensor,
  logVariance: boundLogVariance(features[`${site}.log-variance`] as tf.Tensor),
});

/** q at a distance from p: mean_p + mean, log-variance_p + log-variance (Vahdat & Kautz 2020, section 3.2). */
const movedBy = (p: Moments, by: Moments): Moments => ({
  mean: tf.add(p.mean, by.mean),
  logVariance: boundLogVariance(tf.add(p.logVariance, by.logVariance)),
});

/** Repeats `[batch, feature]` to the leading axes of `like` `[...lead, latent]`. */
const alongside = (feature: tf.Tensor, like: tf.Tensor) =>
  tf.add(feature, tf.zeros([...like.shape.slice(0, -1), feature.shape.at(-1) as number]));

/** Builds the prior of the top and the nets below it. */
export function createTopDown(config: TopDownConfig, wiring: Wiring): TopDown {
  const { combine, skip, widths, activation } = config;
  const sites = config.sites.map(({ name, dimension }) => ({ name, shape: [dimension] }));
  if (new Set(sites.map((site) => site.name)).size < sites.length) {
    throw new ConfigError("two sites have the same name", {
      where: "latents.sites",
      expected: "distinct names",
      received: sites.map((site) => site.name).join(", "),
      remedy: "Rename one.",
    });
  }
  const [top, ...lower] = config.sites as [TopDownConfig["sites"][number], ...TopDownConfig["sites"]];
  const topPrior = wiring.part<Prior>("prior", config.prior ?? { kind: "standard-normal" }, {
    site: { name: top.name, shape: [top.dimension] },
  });
  const hidden = widths[0] ?? top.dimension;
  const below: Named<Below> = Object.fromEntries(
    lower.map(({ name, dimension }, i) => {
      const above = config.sites.slice(skip ? 0 : i, i + 1).reduce((sum, each) => sum + each.dimension, 0);
      const net = { latent: dimension, widths, activation, where: `latents.sites, ${name}` };
      const p = conditionalNormal({ ...net, input: above });
      return [name, combine === "precision" ? { p } : { p, q: conditionalNormal({ ...net, input: above + hidden }) }];
    }),
  );
  const paramsOf = (net: "p" | "q"): ParamTree =>
    Object.fromEntries(Object.entries(below).flatMap(([name, nets]) => (nets[net] ? [[name, nets[net].params]] : [])));
  const features = config.sites.map(({ name, dimension }) =>
    below[name]?.q
      ? { [`${name}.hidden`]: [hidden] }
      : { [`${name}.mean`]: [dimension], [`${name}.log-variance`]: [dimension] },
  );
  const momentsOfP = (params: Values<LatentParams>, site: string, above: tf.Tensor) =>
    (below[site] as Below).p.moments(params.prior[site] as Values<ParamTree>, above);
  return {
    params: { posterior: paramsOf("q"), prior: { [top.name]: topPrior.params, ...paramsOf("p") } },
    ...(topPrior.reads ? { reads: topPrior.reads } : {}),
    ...(topPrior.knobs ? { knobs: topPrior.knobs } : {}),
    sites,
    features: Object.assign({}, ...features),
    facts: Object.fromEntries(
      sites.map(({ name }) => [
        name,
        siteFacts({ offers: gaussianFacts }, [], name === top.name ? topPrior : gaussian, {
          chained: name !== top.name,
        }),
      ]),
    ),
    begin: () => ({}),
    prior: (params, site, { above }, given, context) =>
      above === undefined
        ? topPrior.distribution(params.prior[site] as Values<ParamTree>, given, context)
        : normalOf(momentsOfP(params, site, above)),
    posterior(params, site, { above }, seen) {
      if (above === undefined) return normalOf(fromFeatures(site, seen));
      const q = below[site]?.q;
      if (q === undefined)
        return normalOf(precisionWeighted(fromFeatures(site, seen), momentsOfP(params, site, above)));
      const input = tf.concat([alongside(seen[`${site}.hidden`] as tf.Tensor, above), above], above.rank - 1);
      const moments = q.moments(params.posterior[site] as Values<ParamTree>, input);
      return normalOf(combine === "residual" ? movedBy(momentsOfP(params, site, above), moments) : moments);
    },
    advance: (_params, _site, { above }, value) => ({
      above: skip && above ? tf.concat([alongside(above, value), value], value.rank - 1) : value,
    }),
  };
}

/**
 * A chain of Gaussian sites, inferred bottom-up by the encoder and top-down with the prior's help (Sonderby et al. 2016;
 * Kingma et al. 2016): p(z) = p(z_top) prod p(z_i | z_above), q(z|x) = q(z_top | x) prod q(z_i | x, z_above). With
 * `residual`, q(z_i | x, z_above) = N(mean_p + d, exp(log-variance_p + e)), d and e of a net (NVAE: Vahdat & Kautz 2020, eq. 5).
 *
 * Features `<site>.mean` and `<site>.log-variance` `[latent]`; when concatenating or residual, `<site>.hidden`
 * `[widths[0]]` instead, below the top.
 */
export const topDownLatents: Definition<TopDownConfig, TopDown> = {
  family: "latents",
  kind: "top-down",
  summary: "Chain of Gaussian sites, inferred top-down (Sonderby et al. 2016)",
  config: schema,
  create: createTopDown,
};
