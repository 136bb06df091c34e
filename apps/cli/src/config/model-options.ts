import {
  createRegistry,
  loadUserParts,
  type ModelConfig,
  overrideConfig,
  parseConfig,
  type Registry,
  type UserParts,
} from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import type { Command } from "commander";
import { configFile } from "../configs/shipped-configs.ts";
import { readConfig } from "./read-config.ts";
import { readSettings } from "./settings.ts";

/** Options of every command that reads a config. */
export interface ConfigOptions {
  readonly set?: readonly string[];
  readonly parts?: readonly string[];
}

const collect = (value: string, previous: readonly string[] = []) => [...previous, value];

/** Adds `--parts`. */
export const withParts = (command: Command): Command =>
  command.option(
    "--parts <file>",
    "a file with parts of your own (TypeScript or JavaScript); may be repeated",
    collect,
  );

/** Adds `--set` and `--parts`. */
export const withConfig = (command: Command): Command =>
  withParts(
    command.option("--set <path=value>", "override a config field, e.g. loss.beta=4; may be repeated", collect),
  );

/** The built-in parts and a user's own, and where the latter came from. */
export async function openRegistry(
  files: readonly string[] = [],
): Promise<{ readonly registry: Registry; readonly own: readonly UserParts[] }> {
  const own = await Promise.all(files.map(loadUserParts));
  return { registry: createRegistry([...builtInParts, ...own.flatMap(({ definitions }) => definitions)]), own };
}

/** Reads, overrides and checks a config file, or the shipped config of that name. */
export async function openConfig(
  file: string,
  { set = [], parts }: ConfigOptions,
): Promise<{ readonly config: ModelConfig; readonly registry: Registry; readonly own: readonly UserParts[] }> {
  const { registry, own } = await openRegistry(parts);
  return {
    config: parseConfig(overrideConfig(await readConfig(configFile(file)), readSettings(set)), registry),
    registry,
    own,
  };
}
