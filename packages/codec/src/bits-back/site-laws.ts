import { ConfigError } from "@elbo/spec";
import type { CodecSite, Mixture, Moments } from "../nets/nets.ts";
import { checkMoments, type Grid, gaussianBuckets } from "../symbols/gaussian-buckets.ts";
import { mixtureBuckets, momentsOfMixture } from "../symbols/mixture-buckets.ts";
import type { SymbolCodec } from "../symbols/symbol-codec.ts";
import { uniformCodec } from "../symbols/uniform.ts";
import { type Step, valuesOf } from "./step.ts";

/** How one site is cut into buckets, and how they are coded under p. */
export interface SiteLaw {
  readonly site: CodecSite;
  /** Where the buckets of a step's rows lie. */
  gridOf(step: Step): Promise<Grid>;
  /** The buckets under p. */
  codecOf(step: Step): Promise<SymbolCodec>;
}

const standard = (count: number): Moments => ({
  mean: new Float32Array(count),
  scale: new Float32Array(count).fill(1),
});

/** The same moments for every row. */
function everyRow({ mean, scale }: Moments, rows: number): Moments {
  const size = mean.length;
  const each = (values: Float32Array) =>
    Float32Array.from({ length: rows * size }, (_, i) => values[i % size] as number);
  return { mean: each(mean), scale: each(scale) };
}

/** A grid that is found once in a step. */
const onceAStep =
  (site: CodecSite, find: (step: Step) => Promise<Moments> | Moments) =>
  async (step: Step): Promise<Grid> => {
    const known = step.grids[site.name];
    if (known !== undefined) return known;
    const moments = await find(step);
    checkMoments(moments, step.rows * site.size, `the grid of site "${site.name}"`);
    const grid = { ...moments, buckets: step.buckets };
    step.grids[site.name] = grid;
    return grid;
  };

async function priorOf(step: Step, site: CodecSite): Promise<Moments> {
  const moments = await step.nets.prior(site.name, valuesOf(step, site.priorReads));
  checkMoments(moments, step.rows * site.size, `p of site "${site.name}"`);
  return moments;
}

/** q of the site. */
export async function posteriorOf(step: Step, site: CodecSite): Promise<Moments> {
  const moments = await step.nets.posterior(site.name, step.x, valuesOf(step, site.posteriorReads));
  checkMoments(moments, step.rows * site.size, `q of site "${site.name}"`);
  return moments;
}

/** Buckets of equal mass under p, which is known before the site is inferred: each costs exactly the same. */
const ownBuckets = (site: CodecSite): SiteLaw => ({
  site,
  gridOf: onceAStep(site, (step) =>
    site.priorReads.length === 0 ? standard(step.rows * site.size) : priorOf(step, site),
  ),
  codecOf: async ({ rows, buckets }) => uniformCodec(rows * site.size, buckets.bits),
});

/** Buckets that stay where they are, for a p that reads sites inferred later. */
const fixedBuckets = (site: CodecSite): SiteLaw => {
  const gridOf = onceAStep(site, ({ rows }) => everyRow(site.grid ?? standard(site.size), rows));
  const codecOf = async (step: Step) =>
    gaussianBuckets(step.rows * site.size, await priorOf(step, site), await gridOf(step));
  return { site, gridOf, codecOf };
};

/** Buckets of equal mass under the Gaussian that has the mixture's mean and deviation, latent by latent. */
const mixtureLaw = (site: CodecSite, mixture: Mixture): SiteLaw => {
  const { name, size } = site;
  checkMoments(mixture, mixture.logWeights.length * size, `the mixture of site "${name}"`);
  if (site.priorReads.length > 0 || mixture.logWeights.length === 0 || !mixture.logWeights.every(Number.isFinite)) {
    throw new ConfigError("this is no mixture that a site can be coded under", {
      where: `codec, site ${name}`,
      expected: "a component or more, finite weights, and a p that reads no other site",
      received: `${mixture.logWeights.length} components, reading ${site.priorReads.join(", ") || "nothing"}`,
    });
  }
  const gridOf = onceAStep(site, ({ rows }) => everyRow(momentsOfMixture(mixture, size), rows));
  const codecOf = async (step: Step) =>
    mixtureBuckets(size, step.indices[name] as Int32Array, { mixture, grid: await gridOf(step) });
  return { site, gridOf, codecOf };
};

/** The law of a site that is inferred when the sites in `known` are. */
export function siteLaw(site: CodecSite, known: ReadonlySet<string>): SiteLaw {
  if (site.mixture !== undefined) return mixtureLaw(site, site.mixture);
  return site.priorReads.every((name) => known.has(name)) ? ownBuckets(site) : fixedBuckets(site);
}
