import { listParams } from "@elbo/program";
import type { Field, Named, ParamTree, Split } from "@elbo/spec";
import { allocateBatch } from "./batch-buffers.ts";
import { shuffle } from "./shuffle.ts";

/**
 * Training examples for the parameters that start from data (pseudo-inputs, codebooks), by parameter path.
 *
 * @throws ConfigError when the data lacks the field.
 */
export async function gatherExamples(
  tree: ParamTree,
  split: Split,
  fields: Named<Field>,
  seed: bigint,
): Promise<Named<Float32Array>> {
  const found: Record<string, Float32Array> = {};
  for (const { path, spec } of listParams(tree)) {
    if (!spec.examples) continue;
    const { field, count, draw = path } = spec.examples;
    const shape = [count, ...(fields[field]?.shape ?? [])];
    const { fields: into } = allocateBatch(
      { [field]: { shape, dtype: fields[field]?.dtype ?? "float32" } },
      fields,
      count,
    );
    const indices = shuffle(split.length, seed, `training/examples/${draw}`, 0).slice(0, count);
    await split.read(indices, into, { seed, step: 0 });
    found[path] = Float32Array.from(into[field] ?? []);
  }
  return found;
}
