import type { Field } from "@elbo/spec";
import { streamOf } from "./chance.ts";
import { type CorruptionConfig, openCorruption } from "./open-corruption.ts";

/**
 * Damages examples `[example, ...x]` of a field as `vae.restore` supposes, to `[example, ...y]`: for trials of how well it
 * restores. The same seed gives the same damage, and the first of more examples the same.
 *
 * @throws ConfigError for a wrong corruption, NotSupportedError for examples that cannot be damaged so.
 */
export function damageExamples(
  x: Float32Array,
  field: Field,
  corruption: CorruptionConfig | readonly CorruptionConfig[],
  seed = 0n,
): Float32Array {
  const { damage, seen } = openCorruption(corruption, field);
  const size = field.shape.reduce((a, b) => a * b, 1);
  const width = seen.shape.reduce((a, b) => a * b, 1);
  const chance = streamOf(seed, "restore/damage");
  const y = new Float32Array((x.length / size) * width);
  for (let row = 0; row * size < x.length; row++) {
    y.set(damage(x.subarray(row * size, (row + 1) * size), chance), row * width);
  }
  return y;
}
