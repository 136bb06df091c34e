import type { CodecSite, Moments } from "../nets/nets.ts";
import { checkMoments, type Grid } from "../symbols/gaussian-buckets.ts";
import { type Step, valuesOf } from "./step.ts";

/** How one site is cut into buckets. */
export interface SiteLaw {
  readonly site: CodecSite;
  /** True where p is known before the latents are inferred: its buckets have equal mass under p, so p costs exactly their bits. */
  readonly own: boolean;
}

const flat = (count: number): Moments => ({
  mean: new Float32Array(count),
  scale: new Float32Array(count).fill(1),
});

/** p of the site: N(0, I), or what the net gives. */
export async function priorOf(step: Step, site: CodecSite): Promise<Moments> {
  const count = step.rows * site.size;
  if (site.priorReads.length === 0) return flat(count);
  const moments = await step.nets.prior(site.name, valuesOf(step, site.priorReads));
  checkMoments(moments, count, `p of site "${site.name}"`);
  return moments;
}

/** q of the site. */
export async function posteriorOf(step: Step, site: CodecSite): Promise<Moments> {
  const moments = await step.nets.posterior(site.name, step.x, valuesOf(step, site.posteriorReads));
  checkMoments(moments, step.rows * site.size, `q of site "${site.name}"`);
  return moments;
}

/** The same moments for every row. */
function everyRow({ mean, scale }: Moments, rows: number): Moments {
  const size = mean.length;
  const each = (values: Float32Array) =>
    Float32Array.from({ length: rows * size }, (_, i) => values[i % size] as number);
  return { mean: each(mean), scale: each(scale) };
}

/** Where the site's buckets lie for the rows of a step: of p, or fixed over the data. */
export async function gridOf(step: Step, { site, own }: SiteLaw): Promise<Grid> {
  const known = step.grids[site.name];
  if (known !== undefined) return known;
  const count = step.rows * site.size;
  const fixed = () => (site.grid === undefined ? flat(count) : everyRow(site.grid, step.rows));
  const moments = own ? await priorOf(step, site) : fixed();
  checkMoments(moments, count, `the grid of site "${site.name}"`);
  const grid = { ...moments, buckets: step.buckets };
  step.grids[site.name] = grid;
  return grid;
}
