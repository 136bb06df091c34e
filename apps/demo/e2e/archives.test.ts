import { type CoderModel, levelsOf, packModel } from "@elbo/codec";
import { createRegistry, createVae } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserState } from "../../../tooling/browser.ts";
import { toolState } from "../../../tooling/required-tools.ts";
import { browserTrips, nodeTrips, type Trips } from "./support/trips.ts";

const dense = { kind: "dense", hidden: [24] };
const common = { engine: "cpu", encoder: dense, decoder: dense, loss: { kind: "elbo" } };
const single = { kind: "single", posterior: { kind: "gaussian", dimension: 6 } };
const digits = { ...common, data: { kind: "mnist", binarise: "none" }, latents: single };

/** Models of different nets and laws; what they are worth does not matter here, so nothing is trained. */
const models = {
  "a beta-binomial": { ...digits, likelihood: { kind: "beta-binomial" } },
  "a mixture of logistics behind convolutions": {
    ...digits,
    likelihood: { kind: "discretised-logistic", components: 3 },
    encoder: { kind: "conv", layers: [{ channels: 6, kernel: 4, stride: 2 }] },
    decoder: {
      kind: "conv",
      layers: [{ channels: 6, kernel: 4, stride: 2 }],
      start: 8,
      output: { kernel: 4, stride: 2 },
    },
  },
  "a VampPrior": {
    ...digits,
    likelihood: { kind: "beta-binomial" },
    latents: { ...single, prior: { kind: "vamp", components: 7 } },
  },
  "letter by letter": {
    ...common,
    data: { kind: "names" },
    likelihood: { kind: "categorical" },
    latents: { ...single, prior: { kind: "mixture", components: 3 } },
    encoder: { kind: "recurrent", embedding: 4, hidden: 12 },
    decoder: { kind: "recurrent", embedding: 4, hidden: 12 },
  },
  "Bit-Swap": {
    ...digits,
    likelihood: { kind: "beta-binomial" },
    latents: {
      kind: "bottom-up",
      sites: [3, 4, 5].map((dimension, i) => ({ name: `z${3 - i}`, dimension })),
      widths: [8],
    },
  },
  "a chain on grids": {
    ...digits,
    likelihood: { kind: "beta-binomial" },
    latents: {
      kind: "top-down-grids",
      grids: [
        { size: [4, 4], latent: 2, channels: 3 },
        { size: [7, 7], latent: 1, channels: 3 },
      ],
    },
    encoder: { kind: "residual", channels: [3, 3, 3] },
    decoder: { kind: "residual", channels: [3, 3] },
  },
  "a chain of coins": {
    ...common,
    data: { kind: "mnist", binarise: "static" },
    likelihood: { kind: "bernoulli" },
    latents: {
      kind: "top-down",
      sites: [
        { name: "top", dimension: 3 },
        { name: "bottom", dimension: 5 },
      ],
      widths: [8],
    },
  },
};

/** `count` examples of `size` numbers below `levels`: blots of several shades. */
const blots = (count: number, size: number, levels: number) =>
  Uint8Array.from({ length: count * size }, (_, i) =>
    i % size < 90 ? ((i * 31) >> 2) % levels : i % 97 === 0 ? levels - 1 : 0,
  );

/** `count` lines of up to `size` - 1 symbols, each with its end, padded. */
const lines = (count: number, size: number, levels: number) =>
  Uint8Array.from({ length: count * size }, (_, i) => {
    const [line, at] = [Math.floor(i / size), i % size];
    const last = (5 * line) % size;
    return at < last ? 2 + ((i * 7) % (levels - 2)) : at === last ? 1 : 0;
  });

async function openModel(config: object): Promise<{ readonly packed: Uint8Array; readonly examples: Uint8Array }> {
  const vae = await createVae(config, { registry: createRegistry(builtInParts) });
  try {
    const model: CoderModel = await vae.exportCoder();
    const size = model.x.shape.reduce((a, b) => a * b, 1);
    return { packed: packModel(model), examples: (model.text ? lines : blots)(17, size, levelsOf(model)) };
  } finally {
    await vae.close();
  }
}

const browser = toolState("chromium", browserState);
describe.skipIf(browser.skip)(`archives of Node and of Chromium${browser.why}`, () => {
  const places: Record<string, Trips> = { "Node, 1 thread": nodeTrips(1), "Node, 2 threads": nodeTrips(2) };
  let chromium: Awaited<ReturnType<typeof browserTrips>>;
  beforeAll(async () => {
    expect(browser.works, browser.why).toBe(true);
    chromium = await browserTrips();
    for (const threads of [1, 2]) places[`Chromium, ${threads} threads`] = await chromium.open(threads);
  }, 600_000);
  afterAll(() => chromium?.close());

  it.each(Object.entries(models))("%s: the same bytes everywhere, and each opens them", async (_name, config) => {
    const { packed, examples } = await openModel(config);
    const archives = await Promise.all(
      Object.entries(places).map(async ([name, place]) => [name, await place.toArchive(packed, examples)] as const),
    );
    const [[, first], ...others] = archives as [readonly [string, Uint8Array], ...(typeof archives)[number][]];
    for (const [name, bytes] of others) expect(Buffer.from(bytes).equals(first), name).toBe(true);
    for (const [name, place] of Object.entries(places)) {
      expect(Buffer.from(await place.fromArchive(first)).equals(examples), name).toBe(true);
    }
  });

  it("nothing went wrong in the page, and nothing was asked of another origin", () => {
    for (const each of chromium.watched) expect(each).toEqual({ strangers: [], wrong: [] });
  });
});
