import { activationNames, normNames } from "@elbo/layers";
import { ConfigError, type Definition, type LatentParams, type Latents, type Slot, type Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { belowSite, combineField } from "./below-site.ts";
import { type ChainSite, type ChainState, chainOfSites } from "./chain-of-sites.ts";
import { gridNormal } from "./grid-normal.ts";
import { type GridStep, gridPath } from "./grid-path.ts";

const size = z.int().min(1);

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("top-down-grids"),
    grids: z
      .array(
        z.strictObject({
          size: z.tuple([size, size]).describe("height and width, pixels; those of the next grid halved, rounded up"),
          sites: size.default(1).describe("latent sites on this grid, one after the other"),
          latent: size.default(8).describe("channels of each site's z"),
          channels: size.default(32).describe("channels of the deterministic path, and of the nets, on this grid"),
        }),
      )
      .min(1)
      .describe("grids, smallest first; its first site is the top"),
    blocks: z
      .int()
      .min(0)
      .default(1)
      .describe("residual blocks on the path after each site, two 3x3 convolutions each"),
    netBlocks: z.int().min(0).default(1).describe("residual blocks in the nets of p and q of a site"),
    activation: z.enum(activationNames).default("silu").describe("before each convolution of a block"),
    norm: z.enum(normNames).default("none").describe("layer (over channels), batch: before each activation; weight"),
    combine: combineField.default("residual"),
    prior: slot("prior").optional().describe("p of the top site; default standard-normal"),
  });

/** Options of `top-down-grids`. */
export type TopDownGridsConfig = z.output<ReturnType<typeof schema>>;

type TopDownGrids = Latents<LatentParams, ChainState>;

const where = "latents.grids";

/** Sites in order, with the image of the path on which each stands. */
function stepsOf(grids: TopDownGridsConfig["grids"]): readonly GridStep[] {
  const imageOf = ({ size: [height, width], channels }: (typeof grids)[number]) => [height, width, channels];
  return grids.flatMap((grid, g) => {
    const below = grids[g + 1];
    const halved = below?.size.map((pixels) => Math.ceil(pixels / 2));
    if (below && halved?.join() !== grid.size.join()) {
      throw new ConfigError("a grid is not the next one halved", {
        where: `${where}[${g}].size`,
        expected: `[${halved?.join(", ")}], half of [${below.size.join(", ")}], rounded up`,
        received: `[${grid.size.join(", ")}]`,
        remedy: "List the grids that the encoder makes, smallest first: 4, 7, 14, 28 for pictures of 28 pixels.",
      });
    }
    return Array.from({ length: grid.sites }, (_, i): GridStep => {
      const site = `${grid.size.join("x")}-${i}`;
      const last = i === grid.sites - 1;
      return { site, image: imageOf(grid), latent: grid.latent, ...(last && below && { next: imageOf(below) }) };
    });
  });
}

/** Builds the prior of the top, the nets below it, and the path. */
export function createTopDownGrids(config: TopDownGridsConfig, wiring: Wiring): TopDownGrids {
  const { blocks, netBlocks, activation, norm, combine, prior } = config;
  const steps = stepsOf(config.grids);
  if (steps.length < 2) {
    throw new ConfigError("a chain has at least two sites", {
      where,
      expected: "a second grid, or sites: 2",
      received: "one site",
      remedy: "Take latents.kind: single for one site.",
    });
  }
  const sites = steps.map(({ site: name, image, latent }, i): ChainSite => {
    const [height, width, channels] = image as [number, number, number];
    const shape = [height, width, latent];
    if (i === 0) return { name, shape };
    const nets = { blocks: netBlocks, activation, norm, where: `${where}, ${name}` };
    const net = (more: number) => gridNormal({ ...nets, input: [height, width, channels + more], channels, latent });
    return { name, shape, below: belowSite({ name, shape, hidden: image, combine, net }) };
  }) as [ChainSite, ...ChainSite[]];
  return chainOfSites({
    sites,
    prior,
    wiring,
    onward: gridPath(steps, { blocks, activation, norm, where }),
    handsOver: {
      shapes: { path: steps.at(-1)?.image ?? [] },
      values: (_params, { above }) => ({ path: above as tf.Tensor }),
    },
  });
}

/**
 * A chain of Gaussian sites on image grids, small ones first, along a deterministic path of residual blocks that grows from grid
 * to grid (NVAE: Vahdat & Kautz 2020, figure 2; VDVAE: Child 2021, figure 3). p of a site is a net on the path h before it, q one on
 * h and the encoder's features on the same grid: at a distance from p with `residual` (NVAE, eq. 5), free with `concatenate`
 * (VDVAE). Its value enters the path, h <- blocks(h + W z), and the decoder reads the path's end, `path`, not the sites.
 *
 * Sites `<height>x<width>-<i>`. Features `<site>.mean` and `<site>.log-variance` `[height, width, latent]` of the top,
 * `<site>.hidden` `[height, width, channels]` of the others (with `precision`, moments for all).
 *
 * @throws ConfigError when a grid is not the next one halved, and for a single site.
 */
export const topDownGridsLatents: Definition<TopDownGridsConfig, TopDownGrids> = {
  family: "latents",
  kind: "top-down-grids",
  summary: "Chain of Gaussian sites on image grids along a deterministic path (NVAE 2020; VDVAE 2021)",
  config: schema,
  create: createTopDownGrids,
};
