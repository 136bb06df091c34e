import { normalDiagonal } from "@elbo/distributions";
import type {
  Context,
  HandsOver,
  LatentParams,
  Latents,
  Named,
  ParamTree,
  Prior,
  Shape,
  Values,
  Wiring,
} from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { gaussianFacts } from "../posteriors/gaussian.ts";
import { type BelowSite, fromFeatures, momentFeatures } from "./below-site.ts";
import type { Moments } from "./conditional-normal.ts";
import { checkDistinctNames } from "./distinct-names.ts";
import { siteFacts } from "./site-facts.ts";

/** What a site sees of those above, `[...lead, ..., channel]`, and p of that site; nothing at the top. */
export interface ChainState {
  readonly above?: tf.Tensor;
  readonly p?: Moments;
}

/** A site of a chain; the top has no nets. */
export interface ChainSite {
  readonly name: string;
  readonly shape: Shape;
  readonly below?: BelowSite;
}

/** p of a site below the top. */
const gaussian = { offers: ["diagonal-gaussian"] } as const;

const normalOf = ({ mean, logVariance }: Moments, { length: eventAxes }: Shape) =>
  normalDiagonal({ mean, logVariance, eventAxes });

/**
 * Gaussian sites, top first, each seeing what stands above it: p(z) = p(z_top) prod p(z_i | above_i),
 * q(z|x) = q(z_top | x) prod q(z_i | x, above_i). p of a site is computed once, when the site above has its value.
 *
 * `onward` makes what the next site sees of what this one saw and its value; its parameters belong to the prior's group.
 *
 * @throws ConfigError when two sites have one name.
 */
export function chainOfSites({
  sites,
  prior,
  wiring,
  onward,
  handsOver,
}: {
  readonly sites: readonly [ChainSite, ...ChainSite[]];
  readonly prior: unknown;
  readonly wiring: Wiring;
  readonly onward: {
    readonly params?: { readonly path: ParamTree };
    apply(
      values: Values<ParamTree>,
      site: string,
      above: tf.Tensor | undefined,
      value: tf.Tensor,
      context: Context,
    ): tf.Tensor;
  };
  readonly handsOver?: HandsOver<LatentParams, ChainState>;
}): Latents<LatentParams, ChainState> {
  checkDistinctNames(sites);
  const names = sites.map(({ name }) => name);
  const [top, ...lower] = sites;
  const topPrior = wiring.part<Prior>("prior", prior ?? { kind: "standard-normal" }, {
    site: { name: top.name, shape: top.shape },
  });
  const by: Named<ChainSite> = Object.fromEntries(sites.map((site) => [site.name, site]));
  const shapeOf = (site: string) => (by[site] as ChainSite).shape;
  const params = (net: "p" | "q"): ParamTree =>
    Object.fromEntries(
      lower.flatMap(({ name, below }) => (below?.params[net] ? [[name, below.params[net]] as const] : [])),
    );
  return {
    params: { posterior: params("q"), prior: { [top.name]: topPrior.params, ...params("p"), ...onward.params } },
    ...(topPrior.reads ? { reads: topPrior.reads } : {}),
    ...(topPrior.knobs ? { knobs: topPrior.knobs } : {}),
    sites: sites.map(({ name, shape }) => ({ name, shape })),
    features: Object.assign(
      {},
      ...sites.map(({ name, shape, below }) => below?.features ?? momentFeatures(name, shape)),
    ),
    facts: Object.fromEntries(
      names.map((name) => [
        name,
        siteFacts({ offers: gaussianFacts }, [], name === top.name ? topPrior : gaussian, {
          chained: name !== top.name,
        }),
      ]),
    ),
    ...(handsOver ? { handsOver } : {}),
    begin: () => ({}),
    prior: (values, site, { p }, given, context) =>
      p === undefined
        ? topPrior.distribution(values.prior[site] as Values<ParamTree>, given, context)
        : normalOf(p, shapeOf(site)),
    posterior(values, site, { above, p }, features, _given, context) {
      const { below } = by[site] as ChainSite;
      if (above === undefined || p === undefined || below === undefined)
        return normalOf(fromFeatures(site, features), shapeOf(site));
      const own = values.posterior[site] as Values<ParamTree> | undefined;
      return normalOf(below.q({ values: own, p, above, features, context }), shapeOf(site));
    },
    advance(values, site, { above: before }, value, context) {
      const above = onward.apply(values.prior, site, before, value, context.at("onward"));
      const next = sites[names.indexOf(site) + 1];
      if (next?.below === undefined) return { above };
      return { above, p: next.below.p(values.prior[next.name] as Values<ParamTree>, above, context.at("p")) };
    },
  };
}
