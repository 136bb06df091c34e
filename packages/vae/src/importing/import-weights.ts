import { basename } from "node:path";
import { CheckpointError } from "@elbo/spec";
import { assemble } from "../assembly/assemble.ts";
import { parseConfig } from "../config/parse-config.ts";
import type { RunFolder } from "../runs/run-folder.ts";
import type { CreateOptions } from "../vae/create-vae.ts";
import { describeRun } from "../vae/describe-run.ts";
import { readWeights } from "./file/read-weights.ts";
import { conventions, resolveMap } from "./map/resolve-map.ts";
import { takeValues } from "./map/take-values.ts";
import { parseMap } from "./map/weight-map.ts";
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

const matches = (pattern: string, name: string): boolean => {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === name;
  const quoted = [first, ...rest].map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${quoted.join(".*")}$`).test(name);
};

/**
 * Makes a run of a safetensors file that another program wrote, e.g. PyTorch: an ordinary run folder, from which the
 * model evaluates, samples, or trains on.
 *
 * `map` says for each layer of the config's model which layer of the file it comes from; order of axes, gates and
 * flattened images follow from the layer.
 *
 * @throws ConfigError when config or map cannot be, CheckpointError when the file is damaged, of another kind, or does not fit.
 */
export async function importWeights(
  config: unknown,
  file: string,
  map: unknown,
  options: ImportOptions,
): Promise<Imported> {
  const { registry, own = [], root = "runs", allowUnused = false } = options;
  const parsed = parseConfig(config, registry);
  const weightMap = parseMap(map);
  const { tensors, hash } = await readWeights(file);
  const assembled = await assemble(parsed, registry);
  try {
    const assignments = resolveMap(assembled.tree, weightMap);
    const { values, used, assumed } = takeValues(assignments, tensors, conventions[weightMap.layout], file);
    const left = [...tensors.keys()].filter(
      (name) => !used.has(name) && !weightMap.unused.some((pattern) => matches(pattern, name)),
    );
    if (left.length > 0 && !allowUnused) throw unusedError(file, left);
    const facts = {
      ...describeRun(parsed.seed, parsed.engine, own),
      imported: { [basename(file)]: hash },
    };
    const start = { config: parsed, assembled, registry, values, facts };
    const run = await saveImported(start, root, options.name ?? `${parsed.data.kind}-imported`);
    return {
      run,
      taken: Object.fromEntries(assignments.flatMap((each) => ("from" in each ? [[each.path, each.from]] : []))),
      initial: assignments.flatMap((each) => ("value" in each && each.value === "initial" ? [each.path] : [])),
      unused: [...tensors.keys()].filter((name) => !used.has(name)),
      assumed,
    };
  } finally {
    await assembled.dataset.close?.();
  }
}

const unusedError = (file: string, names: readonly string[]) =>
  new CheckpointError(`nothing comes from ${names.length === 1 ? "a tensor" : `${names.length} tensors`}`, {
    where: file,
    received: names.slice(0, 6).join(", ") + (names.length > 6 ? ", ..." : ""),
    remedy:
      'Give them a place under "parameters" of the map, list them under its "unused", or allow all of them with --allow-unused.',
  });
