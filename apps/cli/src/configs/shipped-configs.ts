import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** A config that comes with the command. */
export interface ShippedConfig {
  readonly name: string;
  readonly file: string;
  /** Of a published model, or a benchmark's matrix. */
  readonly sort: "model" | "benchmark";
  readonly value: Readonly<Record<string, unknown>>;
}

// The build puts the folder beside what it bundles; in the repository it stands at the root.
const folders = ["./configs", "../../../../configs"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const folder = folders.find((path) => existsSync(path));

const BENCH = "bench-";

/** The configs that come with the command, by name. */
export function shippedConfigs(): readonly ShippedConfig[] {
  if (folder === undefined) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return names.sort().map((entry) => {
    const file = join(folder, entry);
    const stem = basename(entry, ".yaml");
    const value = parse(readFileSync(file, "utf8")) as ShippedConfig["value"];
    const name = stem.startsWith(BENCH) ? stem.slice(BENCH.length) : stem;
    return { name, file, sort: "variants" in value ? "benchmark" : "model", value };
  });
}

/** The file that an argument means: itself when it exists, else the shipped config of that name, else itself. */
export function configFile(argument: string, sort: ShippedConfig["sort"] = "model"): string {
  if (existsSync(argument)) return argument;
  return shippedConfigs().find((config) => config.name === argument && config.sort === sort)?.file ?? argument;
}
