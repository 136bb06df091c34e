import { type Arena, CheckpointError } from "@elbo/spec";
import type { StoredTensor } from "./safetensors.ts";

/** Where a stored tensor lives in an arena. */
interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function places(arena: Arena, slots: readonly string[]): Place[] {
  const values = arena.entries.map(({ path, shape, offset, size }) => ({
    name: path,
    shape,
    values: arena.values.subarray(offset, offset + size),
  }));
  const inSlots = slots.flatMap((slot) =>
    arena.entries
      .filter(({ state }) => !state)
      .map(({ path, shape, offset, size }) => ({
        name: `slot/${slot}/${path}`,
        shape,
        values: (arena.slots[slot] as Float32Array).subarray(offset, offset + size),
      })),
  );
  return [...values, ...inSlots];
}

/** Live views of all parameters by path, state included, and of all slots as `slot/<slot>/<path>`. */
export function tensorsOfArena(arena: Arena): Map<string, StoredTensor> {
  return new Map(places(arena, Object.keys(arena.slots)).map(({ name, shape, values }) => [name, { shape, values }]));
}

/**
 * Copies stored tensors into an arena; `slots: false` takes parameters and state only. Nothing is changed when a tensor
 * is missing, unknown, or of another shape.
 *
 * @throws CheckpointError naming `file` and the tensor.
 */
export function restoreArena(
  arena: Arena,
  tensors: ReadonlyMap<string, StoredTensor>,
  { file, slots = true }: { readonly file: string; readonly slots?: boolean },
): void {
  const remedy = "The checkpoint belongs to another model: load it with its own config.";
  const wanted = places(arena, slots ? Object.keys(arena.slots) : []);
  for (const { name, shape } of wanted) {
    const stored = tensors.get(name);
    if (!stored) throw new CheckpointError(`there is no tensor "${name}"`, { where: file, remedy });
    if (stored.shape.join() !== shape.join()) {
      throw new CheckpointError(`tensor "${name}" has another shape`, {
        where: file,
        expected: `[${shape}]`,
        received: `[${stored.shape}]`,
        remedy,
      });
    }
  }
  const known = new Set(wanted.map(({ name }) => name));
  for (const name of tensors.keys()) {
    if (!known.has(name) && (slots || !name.startsWith("slot/"))) {
      throw new CheckpointError(`there is an unknown tensor "${name}"`, { where: file, remedy });
    }
  }
  for (const { name, values } of wanted) values.set((tensors.get(name) as StoredTensor).values);
}
