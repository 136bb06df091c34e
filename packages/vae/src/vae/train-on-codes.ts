import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DrawLatents } from "@elbo/spec";
import type { ModelConfig } from "../config/model-config.ts";
import { createRegistry } from "../registry/registry.ts";
import { codesData } from "../samplers/codes-data.ts";
import { codesParts } from "../samplers/codes-model.ts";
import type { CreateOptions } from "./create-vae.ts";
import type { Vae } from "./vae.ts";

/**
 * Trains a model on another one's codes, on the engine and with the seed of that one, in a run folder that is removed
 * afterwards. Gives draws of its x.
 */
export async function trainOnCodes(
  build: (config: unknown, options: CreateOptions) => Promise<Vae>,
  { registry, ...options }: CreateOptions,
  { engine, seed }: Pick<ModelConfig, "engine" | "seed">,
  config: Readonly<Record<string, unknown>>,
  codes: Float32Array,
  dimensions: number,
): Promise<DrawLatents> {
  const own = createRegistry([...registry.definitions, codesData(codes, dimensions), ...codesParts(dimensions)]);
  const vae = await build({ engine, seed, ...config, data: { kind: "codes" } }, { ...options, registry: own });
  const root = await mkdtemp(join(tmpdir(), "elbo-codes-"));
  try {
    await vae.train({ root });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return async ({ count, seed: key }) => (await vae.sample(count, { seed: key, drawn: true })).x as Float32Array;
}
