import { CheckpointError } from "@elbo/spec";
import type { Assembled } from "../assembly/assembled.ts";
import type { RawTensor } from "../checkpoints/read-safetensors.ts";
import type { ModelConfig } from "../config/model-config.ts";
import type { RunFolder } from "../runs/run-folder.ts";
import type { CreateOptions } from "../vae/create-vae.ts";
import { describeRun } from "../vae/describe-run.ts";
import { conventions, resolveMap } from "./map/resolve-map.ts";
import { takeValues } from "./map/take-values.ts";
import type { WeightMap } from "./map/weight-map.ts";
import { saveImported } from "./save-imported.ts";

/** Where an imported run goes. */
export interface ImportOptions extends CreateOptions {
  /** Folder below which the run's own folder is made; default "runs". */
  readonly root?: string;
  /** Names the run's folder; default the data and "imported". */
  readonly name?: string;
  /** Tensors that the map does not use are no error. */
  readonly allowUnused?: boolean;
}

/** What an import came to. */
export interface Imported {
  readonly run: RunFolder;
  /** Parameters that were taken, and the tensors each came from. */
  readonly taken: Readonly<Record<string, readonly string[]>>;
  /** Parameters that start as a new model's. */
  readonly initial: readonly string[];
  /** Tensors of the file that nothing came from. */
  readonly unused: readonly string[];
  /** What the file does not tell and the import took for granted: paddings, by layer. */
  readonly assumed: readonly string[];
}

/** Tensors of another program. */
export interface ForeignTensors {
  /** For messages. */
  readonly file: string;
  readonly tensors: ReadonlyMap<string, RawTensor>;
  /** SHA-256 by file. */
  readonly hashes: Readonly<Record<string, string>>;
}

const matches = (pattern: string, name: string): boolean => {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === name;
  const quoted = [first, ...rest].map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${quoted.join(".*")}$`).test(name);
};

/**
 * Makes a run of foreign tensors and the map that says which of them each parameter comes from.
 *
 * @throws ConfigError when the map does not fit the model, CheckpointError when the tensors do not.
 */
export async function importTensors(
  assembled: Assembled,
  { file, tensors, hashes }: ForeignTensors,
  map: WeightMap,
  { registry, own = [], root = "runs", name, allowUnused = false }: ImportOptions,
): Promise<Imported> {
  const config = assembled.config as ModelConfig;
  const assignments = resolveMap(assembled.tree, map);
  const { values, used, assumed } = takeValues(assignments, tensors, conventions[map.layout], file);
  const unused = [...tensors.keys()].filter((each) => !used.has(each));
  const left = unused.filter((each) => !map.unused.some((pattern) => matches(pattern, each)));
  if (left.length > 0 && !allowUnused) throw unusedError(file, left);
  const facts = { ...describeRun(config.seed, { name: config.engine }, own, assembled.dataset), imported: hashes };
  const start = { config, assembled, registry, values, facts };
  return {
    run: await saveImported(start, root, name ?? `${config.data.kind}-imported`),
    taken: Object.fromEntries(assignments.flatMap((each) => ("from" in each ? [[each.path, each.from]] : []))),
    initial: assignments.flatMap((each) => ("value" in each && each.value === "initial" ? [each.path] : [])),
    unused,
    assumed,
  };
}

const unusedError = (file: string, names: readonly string[]) =>
  new CheckpointError(`nothing comes from ${names.length === 1 ? "a tensor" : `${names.length} tensors`}`, {
    where: file,
    received: names.slice(0, 6).join(", ") + (names.length > 6 ? ", ..." : ""),
    remedy:
      'Give them a place under "parameters" of the map, list them under its "unused", or allow all of them with --allow-unused.',
  });
