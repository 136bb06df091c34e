import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll } from "vitest";
import { describeAgainstPytorch } from "./against-pytorch.ts";
import { type DataFiles, writeDataFiles } from "./data-files.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

const activation = "tanh";

/** Pictures of 8 x 8 pixels; sites on grids of 2 and 4, two on the smaller one. */
const grids = (combine: string, loss: object) => ({
  data: { kind: "idx", images: files.images, binarise: "static", test: 0.25 },
  likelihood: { kind: "bernoulli" },
  latents: {
    kind: "top-down-grids",
    grids: [
      { size: [2, 2], sites: 2, latent: 2, channels: 3 },
      { size: [4, 4], latent: 1, channels: 2 },
    ],
    activation,
    combine,
  },
  encoder: { kind: "residual", channels: [3, 4], activation },
  decoder: { kind: "conv", layers: [], start: 3, output: { kernel: 4, stride: 2 }, activation },
  loss,
  training: { steps: 1, batch: 4 },
});

const configs: Readonly<Record<string, () => object>> = {
  "grids, residual, elbo": () => grids("residual", { kind: "elbo", samples: 2 }),
  "grids, precision-weighted, elbo": () => grids("precision", { kind: "elbo", samples: 2 }),
  "grids, concatenated, iwae": () => grids("concatenate", { kind: "iwae", samples: 2 }),
};

/** Written by tooling/fixtures/grids.py. */
describeAgainstPytorch("grids.json", Object.keys(configs), (name) => configs[name]?.() as object);
