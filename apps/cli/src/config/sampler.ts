import type { SamplerConfig } from "@elbo/vae";
import { type Command, InvalidArgumentError } from "commander";
import { parse } from "yaml";
import { wholeNumber } from "./count.ts";

/** What the options of `withSampler` come to. */
export interface SamplerOptions {
  readonly sampler?: SamplerConfig;
  readonly components?: number;
}

/** `mixture`, or a whole config as YAML: `{kind: mixture, components: 20}`. */
export function samplerOption(text: string): SamplerConfig {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === "string") return { kind: value };
  if (typeof value === "object" && value !== null && typeof (value as SamplerConfig).kind === "string") {
    return value as SamplerConfig;
  }
  throw new InvalidArgumentError('It reads a kind, or a config: mixture, "{kind: mixture, components: 20}".');
}

/** Adds `--sampler` and `--components`. */
export const withSampler = (command: Command): Command =>
  command
    .option("--sampler <kind>", "where latents come from: elbo list sampler; default the prior", samplerOption)
    .option("--components <n>", "of --sampler mixture", wholeNumber(1));

/** The sampler that was asked for, if any. */
export const samplerOf = ({ sampler, components }: SamplerOptions): { readonly sampler?: SamplerConfig } => {
  if (components !== undefined) return { sampler: { ...(sampler ?? { kind: "mixture" }), components } };
  return sampler ? { sampler } : {};
};
