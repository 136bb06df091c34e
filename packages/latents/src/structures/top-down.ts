import type { Definition, LatentParams, Latents, Slot, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { belowSite, combineField } from "./below-site.ts";
import { type ChainSite, type ChainState, chainOfSites } from "./chain-of-sites.ts";
import { conditionalNormal, netFields } from "./conditional-normal.ts";

const widths = z.array(z.int().min(1));

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("top-down"),
    sites: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z][a-z0-9-]*$/),
          dimension: z.int().min(1).describe("number of latents"),
          widths: widths.optional().describe("hidden layers of this site's nets, below the top; default: `widths`"),
        }),
      )
      .min(2)
      .describe("latent sites, top first"),
    widths: widths.default([128]).describe("hidden layers of p(z below | z above), and of q's net"),
    ...netFields,
    combine: combineField.default("precision"),
    skip: z.boolean().default(false).describe("p and q of a site see all sites above, not the next alone"),
    prior: slot("prior").optional().describe("p of the top site; default standard-normal"),
  });

/** Options of `top-down`. */
export type TopDownConfig = z.output<ReturnType<typeof schema>>;

/** The value of the site above, or of all sites above side by side, `[...lead, latent]`; none at the top. */
export type TopDownState = ChainState;

type TopDown = Latents<LatentParams, TopDownState>;

/** Builds the prior of the top and the nets below it. */
export function createTopDown(config: TopDownConfig, wiring: Wiring): TopDown {
  const { combine, skip, activation, gated = false, norm = "none", prior } = config;
  const sites = config.sites.map(({ name, dimension, widths = config.widths }, i): ChainSite => {
    const shape = [dimension];
    if (i === 0) return { name, shape };
    const above = config.sites.slice(skip ? 0 : i - 1, i).reduce((sum, each) => sum + each.dimension, 0);
    const options = { latent: dimension, widths, activation, gated, norm, where: `latents.sites, ${name}` };
    const net = (more: number) => conditionalNormal({ ...options, input: above + more });
    const hidden = [widths[0] ?? config.sites[0]?.dimension ?? dimension];
    return { name, shape, below: belowSite({ name, shape, hidden, combine, net }) };
  }) as [ChainSite, ...ChainSite[]];
  return chainOfSites({
    sites,
    prior,
    wiring,
    onward: {
      apply: (_values, _site, above, value) =>
        skip && above ? tf.concat([spread(above, value), value], value.rank - 1) : value,
    },
  });
}

/** Values of the sites above over the leading axes of `value` `[...lead, latent]`. */
const spread = (above: tf.Tensor, value: tf.Tensor) =>
  tf.add(above, tf.zeros([...value.shape.slice(0, -1), above.shape.at(-1) as number]));

/**
 * A chain of Gaussian sites, inferred bottom-up by the encoder and top-down with the prior's help (Sonderby et al. 2016;
 * Kingma et al. 2016): p(z) = p(z_top) prod p(z_i | z_above), q(z|x) = q(z_top | x) prod q(z_i | x, z_above). With
 * `residual`, q(z_i | x, z_above) = N(mean_p + d, exp(log-variance_p + e)), d and e of a net (NVAE: Vahdat & Kautz 2020, eq. 5).
 *
 * The prior of the top site may be any: with `vamp` and `concatenate` it is the hierarchical VampPrior (Tomczak & Welling 2018,
 * section 4). Features `<site>.mean` and `<site>.log-variance` `[latent]`; when concatenating or residual, `<site>.hidden`
 * `[widths[0]]` instead, below the top.
 */
export const topDownLatents: Definition<TopDownConfig, TopDown> = {
  family: "latents",
  kind: "top-down",
  summary: "Chain of Gaussian sites, inferred top-down (Sonderby et al. 2016)",
  config: schema,
  create: createTopDown,
};
