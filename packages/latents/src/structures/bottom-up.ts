import { normalDiagonal } from "@elbo/distributions";
import type { Definition, LatentParams, Latents, ParamTree, Prior, Slot, Values, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { gaussianFacts } from "../posteriors/gaussian.ts";
import { fromFeatures, momentFeatures } from "./below-site.ts";
import { type ConditionalNormal, conditionalNormal, netFields } from "./conditional-normal.ts";
import { checkDistinctNames } from "./distinct-names.ts";
import { siteFacts } from "./site-facts.ts";

const widths = z.array(z.int().min(1));

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("bottom-up"),
    sites: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z][a-z0-9-]*$/),
          dimension: z.int().min(1).describe("number of latents"),
          widths: widths.optional().describe("hidden layers of this site's nets; default: `widths`"),
        }),
      )
      .min(1)
      .describe("latent sites, top first: in the order of drawing; inferred from the last to the first"),
    widths: widths.default([128]).describe("hidden layers of p(z | z above) and of q(z | z below)"),
    ...netFields,
    prior: slot("prior").optional().describe("p of the top site; default standard-normal"),
  });

/** Options of `bottom-up`. */
export type BottomUpConfig = z.output<ReturnType<typeof schema>>;

/** The value of the site visited before, `[...lead, latent]`: below on the way of inference, above on that of drawing. */
export interface BottomUpState {
  readonly before?: tf.Tensor;
}

type BottomUp = Latents<LatentParams, BottomUpState>;

/** p of a site below the top. */
const gaussian = { offers: ["diagonal-gaussian"] } as const;

/** Builds the prior of the top and, between each two neighbours, a net up and a net down. */
export function createBottomUp(config: BottomUpConfig, wiring: Wiring): BottomUp {
  const { sites, activation, gated = false, norm = "none", prior } = config;
  checkDistinctNames(sites);
  const names = sites.map(({ name }) => name);
  const [top, bottom] = [sites[0], sites.at(-1)] as [(typeof sites)[number], (typeof sites)[number]];
  const topPrior = wiring.part<Prior>("prior", prior ?? { kind: "standard-normal" }, {
    site: { name: top.name, shape: [top.dimension] },
  });
  /** Nets to each site from its neighbour, one place further in the list (below) or one before it (above). */
  const netsFrom = (step: 1 | -1): Record<string, ConditionalNormal> =>
    Object.fromEntries(
      sites.flatMap(({ name, dimension: latent, widths = config.widths }, i) => {
        const input = sites[i + step]?.dimension;
        if (input === undefined) return [];
        const options = { input, latent, widths, activation, gated, norm, where: `latents.sites, ${name}` };
        return [[name, conditionalNormal(options)] as const];
      }),
    );
  const [up, down] = [netsFrom(1), netsFrom(-1)];
  const paramsOf = (nets: Record<string, ConditionalNormal>): ParamTree =>
    Object.fromEntries(Object.entries(nets).map(([name, { params }]) => [name, params]));
  return {
    params: { posterior: paramsOf(up), prior: { [top.name]: topPrior.params, ...paramsOf(down) } },
    ...(topPrior.reads ? { reads: topPrior.reads } : {}),
    ...(topPrior.knobs ? { knobs: topPrior.knobs } : {}),
    sites: sites.map(({ name, dimension }) => ({ name, shape: [dimension] })),
    inferred: names.toReversed(),
    features: momentFeatures(bottom.name, [bottom.dimension]),
    facts: Object.fromEntries(
      names.map((name) => [
        name,
        siteFacts({ offers: gaussianFacts }, [], name === top.name ? topPrior : gaussian, {
          chained: name !== bottom.name,
        }),
      ]),
    ),
    handsOver: {
      shapes: { [bottom.name]: [bottom.dimension] },
      values: (_params, { before }) => ({ [bottom.name]: before as tf.Tensor }),
    },
    begin: () => ({}),
    prior(values, site, { before }, given, context) {
      const own = values.prior[site] as Values<ParamTree>;
      const net = down[site];
      if (net === undefined || before === undefined) return topPrior.distribution(own, given, context);
      return normalDiagonal({ ...net.moments(own, before, context), eventAxes: 1 });
    },
    posterior(values, site, { before }, features, _given, context) {
      const net = up[site];
      if (net === undefined || before === undefined)
        return normalDiagonal({ ...fromFeatures(site, features), eventAxes: 1 });
      return normalDiagonal({
        ...net.moments(values.posterior[site] as Values<ParamTree>, before, context),
        eventAxes: 1,
      });
    },
    advance: (_values, _site, _state, value) => ({ before: value }),
  };
}

/**
 * A Markov chain of Gaussian sites, drawn from the top down and inferred from the bottom up (Rezende et al. 2014; Burda et al. 2016,
 * section 2): p(x, z) = p(z_L) p(z_{L-1} | z_L) .. p(z_1 | z_2) p(x | z_1), q(z | x) = q(z_1 | x) q(z_2 | z_1) .. q(z_L | z_{L-1}).
 * Each law reads its neighbour alone, which is what Bit-Swap needs (Kingma, Abbeel & Ho 2019, section 3.2); the decoder reads z_1.
 *
 * Below the top, p of a site follows draws that q made after it, so its share of the bound is log p - log q of the draws. Features
 * `<site>.mean` and `<site>.log-variance` `[latent]` of the bottom site.
 *
 * @throws ConfigError when two sites have one name.
 */
export const bottomUpLatents: Definition<BottomUpConfig, BottomUp> = {
  family: "latents",
  kind: "bottom-up",
  summary: "Markov chain of Gaussian sites, inferred bottom-up (Burda et al. 2016; Bit-Swap 2019)",
  config: schema,
  create: createBottomUp,
};
