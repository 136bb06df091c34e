// Small models whose ELBO is known: Gaussian sites of one latent each, and pixels around a line in the last of them.
import type { CodecNets, Moments, SiteValues, Symbols } from "../nets/nets.ts";
import type { RandomNumbers } from "./random-numbers.ts";

type Law = readonly [mean: number, scale: number];
type Known = Readonly<Record<string, number>>;

/** One site: what q and p read, and what they say. `x` is the mean pixel from its middle. */
export interface PlainSite {
  readonly name: string;
  readonly posteriorReads: readonly string[];
  readonly priorReads: readonly string[];
  readonly grid?: Law;
  /** p is a mixture of these, of equal weight, and not `p`. */
  readonly mixed?: readonly Law[];
  q(x: number, z: Known): Law;
  p(z: Known): Law;
}

/** Sites in generative order, and the site that the pixels follow. */
export interface PlainModel {
  readonly sites: readonly PlainSite[];
  readonly shown: string;
}

const LEVELS = 12;
const PIXELS = 6;
const slopes = [1.6, -0.9, 1.2, 0.7, -1.4, 1.0];

/** One latent: p(z) = N(0, 1). */
export const single: PlainModel = {
  shown: "z",
  sites: [{ name: "z", posteriorReads: ["x"], priorReads: [], p: () => [0, 1], q: (x) => [0.8 * x, 0.4] }],
};

/** One latent whose p has two heaps. */
export const mixed: PlainModel = {
  shown: "z",
  sites: [
    {
      ...{ name: "z", posteriorReads: ["x"], priorReads: [], p: () => [0, 1], q: (x) => [0.85 * x, 0.35] },
      mixed: [
        [-1.6, 0.4],
        [1.1, 0.7],
      ],
    },
  ],
};

/** z above, y below, both inferred from x, y with z's help: as `top-down` latents. */
export const topDown: PlainModel = {
  shown: "y",
  sites: [
    { name: "z", posteriorReads: ["x"], priorReads: [], p: () => [0, 1], q: (x) => [0.5 * x, 0.7] },
    {
      name: "y",
      posteriorReads: ["x", "z"],
      priorReads: ["z"],
      p: ({ z = 0 }) => [0.8 * z, 0.6],
      q: (x, { z = 0 }) => [0.7 * x + 0.15 * z, 0.4],
    },
  ],
};

/**
 * A chain z1 above z2 above .., inferred from below, each site from the one below it alone, as in Bit-Swap; or, with `all`,
 * from x besides.
 */
export const bottomUp = (depth: number, all = false): PlainModel => ({
  shown: `z${depth}`,
  sites: Array.from({ length: depth }, (_, i): PlainSite => {
    const [above, below] = [`z${i}`, `z${i + 2}`];
    const seen = i === depth - 1 ? ["x"] : [below];
    return {
      name: `z${i + 1}`,
      posteriorReads: all ? [...new Set(["x", ...seen])] : seen,
      priorReads: i === 0 ? [] : [above],
      grid: [0, 1.1],
      p: (z) => (i === 0 ? [0, 1] : [0.8 * (z[above] ?? 0), 0.6]),
      q: (x, z) => (i === depth - 1 ? [0.8 * x, 0.4] : [0.8 * (z[below] ?? 0), 0.6]),
    };
  }),
});

/** log p of a level of a pixel, nats, and of all levels. */
function logMass(pixel: number, at: number, level: number): number {
  const log = (k: number) => -0.5 * ((k - 5.5 - (slopes[pixel] as number) * at) / 1.1) ** 2;
  let total = 0;
  for (let k = 0; k < LEVELS; k++) total += Math.exp(log(k));
  return log(level) - Math.log(total);
}
const logMasses = (pixel: number, at: number) =>
  Array.from({ length: LEVELS }, (_, level) => logMass(pixel, at, level));

/** The projection of a row of pixels that q sees. */
function meanPixel(x: ArrayLike<number>, row: number): number {
  let sum = 0;
  for (let i = 0; i < PIXELS; i++) sum += ((x[row * PIXELS + i] as number) - 5.5) * (slopes[i] as number);
  return sum / slopes.reduce((total, slope) => total + slope * slope, 0);
}

/** The model as nets. `shift` moves the decoder: another model. */
export function netsOf({ sites, shown }: PlainModel, batch: number, shift = 0): CodecNets {
  const at = (z: SiteValues, row: number): Known =>
    Object.fromEntries(Object.entries(z).map(([name, values]) => [name, values[row] as number]));
  const rows = (law: (row: number) => Law): Moments => {
    const laws = Array.from({ length: batch }, (_, row) => law(row));
    return { mean: Float32Array.from(laws, ([mean]) => mean), scale: Float32Array.from(laws, ([, scale]) => scale) };
  };
  const siteOf = (name: string) => sites.find((site) => site.name === name) as PlainSite;
  return {
    batch,
    x: { shape: [PIXELS], levels: LEVELS },
    sites: sites.map(({ name, posteriorReads, priorReads, grid, mixed: laws }) => ({
      ...{ name, posteriorReads, priorReads, size: 1 },
      ...(laws && {
        mixture: {
          logWeights: new Float32Array(laws.length),
          mean: Float32Array.from(laws, ([mean]) => mean),
          scale: Float32Array.from(laws, ([, scale]) => scale),
        },
      }),
      ...(grid && { grid: { mean: Float32Array.of(grid[0]), scale: Float32Array.of(grid[1]) } }),
    })),
    likelihoodReads: [shown],
    posterior: async (name, x: Symbols, z) => rows((row) => siteOf(name).q(meanPixel(x, row), at(z, row))),
    prior: async (name, z) => rows((row) => siteOf(name).p(at(z, row))),
    likelihood: async (z) => ({
      family: "log-masses",
      parameters: {
        logMasses: Float32Array.from(
          Array.from({ length: batch * PIXELS }, (_, i) =>
            logMasses(i % PIXELS, (z[shown]?.[Math.floor(i / PIXELS)] as number) + shift),
          ).flat(),
        ),
      },
    }),
  };
}

/** Examples drawn from p, `[count, pixel]` flattened. */
export function drawExamples({ sites, shown }: PlainModel, count: number, random: RandomNumbers): Uint8Array {
  return Uint8Array.from(
    Array.from({ length: count }, () => {
      const z: Record<string, number> = {};
      for (const { name, p, mixed: laws } of sites) {
        const [mean, scale] = laws?.[random.whole(0, laws.length - 1)] ?? p(z);
        z[name] = mean + scale * random.normal();
      }
      return Array.from({ length: PIXELS }, (_, pixel) => {
        let u = random.unit();
        return Math.max(
          0,
          logMasses(pixel, z[shown] as number).findIndex((log) => {
            u -= Math.exp(log);
            return u < 0;
          }),
        );
      });
    }).flat(),
  );
}

const logNormal = (x: number, [mean, scale]: Law) =>
  -0.5 * ((x - mean) / scale) ** 2 - Math.log(scale) - 0.5 * Math.log(2 * Math.PI);

const logPrior = ({ name, p, mixed: laws }: PlainSite, z: Known) => {
  const all = laws ?? [p(z)];
  return Math.log(all.reduce((sum, law) => sum + Math.exp(logNormal(z[name] as number, law)) / all.length, 0));
};

/** -ELBO of one example, bits: the integral over q by the trapezoidal rule, exact to many digits for Gaussians. */
export function negativeElbo({ sites, shown }: PlainModel, x: Uint8Array, row: number): number {
  const seen = meanPixel(x, row);
  const own = x.subarray(row * PIXELS, (row + 1) * PIXELS);
  const expected = (z: Known): number => {
    const next = sites.find(
      ({ name, posteriorReads }) => !(name in z) && posteriorReads.every((read) => read === "x" || read in z),
    );
    if (next === undefined) {
      const logX = own.reduce((sum, k, i) => sum + logMass(i, z[shown] as number, k), 0);
      return sites.reduce((sum, site) => sum - logPrior(site, z), -logX);
    }
    const q = next.q(seen, z);
    let sum = 0;
    for (let u = -5; u <= 5; u++) {
      const value = q[0] + q[1] * u;
      const weight = Math.exp(-0.5 * u * u) * 0.3989422804014327;
      sum += weight * (logNormal(value, q) + expected({ ...z, [next.name]: value }));
    }
    return sum;
  };
  return expected({}) / Math.LN2;
}
