import { writeFile } from "node:fs/promises";
import { join } from "node:path";

const dense = { kind: "dense", hidden: [16] };

/** A model of eight numbers that trains in a second. */
export const tiny = {
  engine: "cpu",
  data: { kind: "linear-gaussian", size: 8, latents: 2, train: 320, validation: 64, test: 50 },
  likelihood: { kind: "gaussian" },
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 } },
  decoder: dense,
  encoder: dense,
  loss: { kind: "elbo" },
  training: { epochs: 3, batch: 32, optimiser: { kind: "adam", rate: 0.003 } },
};

/** Images of 8 x 8 pixels in IDX files or a folder. */
export const pictures = {
  ...tiny,
  data: { kind: "idx", images: "images.idx", validation: 0.1, binarise: "dynamic" },
  likelihood: { kind: "bernoulli" },
};

/** A table. */
export const table = { ...tiny, data: { kind: "csv", path: "data.csv" } };

/** Lines of text. */
export const text = {
  ...tiny,
  data: { kind: "text", path: "lines.txt" },
  likelihood: { kind: "categorical" },
  decoder: { kind: "recurrent", embedding: 4, hidden: 8 },
  encoder: { kind: "recurrent", embedding: 4, hidden: 8 },
};

/** A codebook that follows averages, a cyclical beta, averaged weights: all that a checkpoint must hold. */
export const codebook = {
  ...tiny,
  latents: { kind: "single", posterior: { kind: "vq", shape: [2, 3], codes: 8, reviveBelow: 0.2 } },
  encoder: { ...dense, dropout: 0.1 },
  loss: { kind: "elbo", beta: { kind: "cyclical", cycles: 3, from: 0, to: 1 } },
  training: {
    epochs: 30,
    batch: 16,
    optimiser: { kind: "adam", rate: 0.003 },
    average: { decay: 0.99 },
    checkpoint: { every: { steps: 3 } },
  },
};

/** Writes a config file (JSON is YAML) and returns its name. */
export async function saveConfig(folder: string, config: unknown, name = "config.yaml"): Promise<string> {
  await writeFile(join(folder, name), JSON.stringify(config, null, 2));
  return name;
}
