import { listParams } from "@elbo/program";
import { ConfigError, type Field, type Named, type ParamTree, type Split } from "@elbo/spec";
import { allocateBatch } from "./batch-buffers.ts";
import { shuffle } from "./shuffle.ts";

/**
 * Training examples for the parameters that start from data (pseudo-inputs, codebooks), by parameter path.
 *
 * @throws ConfigError when the data lacks the field, or has fewer examples.
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
    if (count > split.length) {
      throw new ConfigError(`parameter "${path}" starts from more examples than there are`, {
        where: "vae/training",
        expected: `at most ${split.length}`,
        received: String(count),
      });
    }
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
