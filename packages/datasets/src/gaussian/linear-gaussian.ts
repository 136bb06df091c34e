/**
 * Made-up data with a known density: x = W z + b + s e, with z and e standard normal (probabilistic principal components,
 * Tipping and Bishop 1999, equation 2). log p(x) is exact (gaussian-log-likelihood.ts), so a VAE's bound can be checked.
 */
import type { Dataset, DatasetSource, Definition, Field, Named } from "@elbo/spec";
import { z } from "zod";
import { normalStream } from "../randomness/random-stream.ts";
import { checkedSplit } from "../splits/checked-split.ts";
import { seedField } from "../splits/hold-out.ts";

const count = (examples: number, what: string) =>
  z.number().int().positive().default(examples).describe(`Number of ${what} examples`);

export const linearGaussianDataConfig = z.strictObject({
  kind: z.literal("linear-gaussian"),
  size: z.number().int().positive().default(20).describe("Numbers in one example"),
  latents: z.number().int().positive().default(3).describe("Numbers behind one example"),
  noise: z.number().positive().default(0.5).describe("Standard deviation s of the noise on each number"),
  train: count(10_000, "training"),
  validation: count(1000, "validation"),
  test: count(1000, "test"),
  seed: seedField,
});
export type LinearGaussianDataConfig = z.infer<typeof linearGaussianDataConfig>;

/** What the examples were drawn from; the data set itself does not show it. */
export interface LinearGaussian {
  /** W, `[size, latents]` row by row, entries normal with variance 1 / latents. */
  readonly weights: Float64Array;
  /** b, `[size]`, standard normal. */
  readonly bias: Float64Array;
  /** s. */
  readonly noise: number;
}

/** The law behind a config: tests compare a model's bound with it. */
export function linearGaussianLaw({ size, latents, noise, seed }: LinearGaussianDataConfig): LinearGaussian {
  const key = { seed: BigInt(seed) };
  const weight = normalStream({ ...key, path: "linear-gaussian/weights" });
  const bias = normalStream({ ...key, path: "linear-gaussian/bias" });
  return {
    weights: Float64Array.from({ length: size * latents }, () => weight() / Math.sqrt(latents)),
    bias: Float64Array.from({ length: size }, () => bias()),
    noise,
  };
}

/** x = W z + b + s e: field `x` `[size]` float32. Each example is made when it is read, from (seed, split, index). */
export function createLinearGaussianData(config: LinearGaussianDataConfig): DatasetSource {
  const { size, latents, seed } = config;
  const fields: Named<Field> = { x: { shape: [size], dtype: "float32", support: "real" } };
  const { weights, bias, noise } = linearGaussianLaw(config);
  const split = (name: "train" | "validation" | "test") =>
    checkedSplit("datasets/linear-gaussian", fields, config[name], (indices, { x }) => {
      if (!x) return;
      const z = new Float64Array(latents);
      for (const [slot, index] of indices.entries()) {
        const next = normalStream({ seed: BigInt(seed), path: `linear-gaussian/${name}`, index });
        for (let k = 0; k < latents; k++) z[k] = next();
        for (let i = 0; i < size; i++) {
          let value = (bias[i] as number) + noise * next();
          for (let k = 0; k < latents; k++) value += (weights[i * latents + k] as number) * (z[k] as number);
          x[slot * size + i] = value;
        }
      }
    });
  const dataset: Dataset = {
    name: "linear-gaussian",
    fields,
    splits: { train: split("train"), validation: split("validation"), test: split("test") },
  };
  return { open: async () => dataset };
}

export const linearGaussianData: Definition<LinearGaussianDataConfig, DatasetSource> = {
  family: "data",
  kind: "linear-gaussian",
  summary: "made-up numbers with a known density (Tipping and Bishop 1999)",
  config: () => linearGaussianDataConfig,
  create: createLinearGaussianData,
};
