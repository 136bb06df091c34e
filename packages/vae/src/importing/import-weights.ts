import { basename } from "node:path";
import { assemble } from "../assembly/assemble.ts";
import { parseConfig } from "../config/parse-config.ts";
import { readWeights } from "./file/read-weights.ts";
import { type Imported, type ImportOptions, importTensors } from "./import-tensors.ts";
import { type Suggestion, suggestMap } from "./map/suggest-map.ts";
import { parseMap } from "./map/weight-map.ts";

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
  const parsed = parseConfig(config, options.registry);
  const weightMap = parseMap(map);
  const { tensors, hash } = await readWeights(file);
  const assembled = await assemble(parsed, options.registry);
  try {
    const source = { file, tensors, hashes: { [basename(file)]: hash } };
    return await importTensors(assembled, source, weightMap, options);
  } finally {
    await assembled.dataset.close?.();
  }
}

/**
 * Proposes a map for `importWeights` from a PyTorch file's shapes and, between equal ones, from names such as encoder and mu.
 *
 * @throws ConfigError when the config cannot be, CheckpointError when the file is damaged or of another kind.
 */
export async function suggestWeightMap(
  config: unknown,
  file: string,
  { registry }: Pick<ImportOptions, "registry">,
): Promise<Suggestion> {
  const parsed = parseConfig(config, registry);
  const { tensors } = await readWeights(file);
  const assembled = await assemble(parsed, registry);
  await assembled.dataset.close?.();
  return suggestMap(assembled.tree, tensors);
}
