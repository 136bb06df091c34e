import { type Named, NotSupportedError, type Numbers } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { allocateFields } from "../config/allocate-fields.ts";
import { type SplitName, splitOf } from "../config/split.ts";

/** Spaces in which a point between two codes, or beside one, is a code again. */
const walkable = ["real", "sphere"];

/** @throws NotSupportedError for latents between which there is nothing. */
export function checkWalkable(vae: Vae, what: string): void {
  for (const { name, space } of vae.latents) {
    if (walkable.includes(space)) continue;
    throw new NotSupportedError(`there is no way to ${what} latents that lie in "${space}"`, {
      where: `site ${name}`,
      expected: `latents in ${walkable.join(" or ")} space`,
      remedy: "Use `elbo reconstruct` or `elbo sample`.",
    });
  }
}

/** Chosen examples of a split, all fields. @throws NotSupportedError for an index that the split does not have. */
export async function readChosen(vae: Vae, name: SplitName, indices: readonly number[]): Promise<Named<Numbers>> {
  const split = splitOf(vae, name);
  const beyond = indices.find((index) => index >= split.length);
  if (beyond !== undefined) {
    throw new NotSupportedError("there is no such example", {
      where: `the ${name} split`,
      expected: `0 to ${split.length - 1}`,
      received: String(beyond),
    });
  }
  const into = allocateFields(vae.dataset.fields, indices.length);
  await split.read(Int32Array.from(indices), into, { seed: BigInt(vae.config.seed), step: 0 });
  return into;
}

/** Codes `[row, dimension]`, all sites of an example side by side. */
export function rowsOf(vae: Vae, codes: Named<Float32Array>, rows: number): Float32Array[] {
  return Array.from({ length: rows }, (_, row) => {
    const parts = vae.latents.map(({ name }) => {
      const own = codes[name] as Float32Array;
      const size = own.length / rows;
      return Array.from(own.subarray(row * size, (row + 1) * size));
    });
    return Float32Array.from(parts.flat());
  });
}

/** Decodes rows of codes; row i is conditioned like the example `conditionOf[i]` of `examples`. */
export async function decodeRows(
  vae: Vae,
  codes: readonly Float32Array[],
  { examples, conditionOf, count }: { examples: Named<Numbers>; conditionOf: readonly number[]; count: number },
): Promise<Numbers> {
  let from = 0;
  const latents = vae.latents.map(({ name, shape }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const own = new Float32Array(codes.length * size);
    for (const [row, code] of codes.entries()) own.set(code.subarray(from, from + size), row * size);
    from += size;
    return [name, own] as const;
  });
  const fields = Object.entries(examples).map(([name, values]) => {
    const size = values.length / count;
    const own = values.slice(0, 0).constructor as unknown as new (length: number) => Numbers;
    const repeated = new own(codes.length * size);
    conditionOf.forEach((example, row) => {
      repeated.set(values.subarray(example * size, (example + 1) * size), row * size);
    });
    return [name, repeated] as const;
  });
  return vae.decode(Object.fromEntries(latents), Object.fromEntries(fields));
}
