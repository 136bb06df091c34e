import type { Named, Numbers } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { allocateFields } from "./allocate-fields.ts";
import { type SplitName, splitOf } from "./split.ts";

/** The first `count` examples of a split, all fields. */
export async function readExamples(vae: Vae, name: SplitName, count?: number): Promise<Named<Numbers>> {
  const split = splitOf(vae, name);
  const rows = Math.min(count ?? split.length, split.length);
  const into = allocateFields(vae.dataset.fields, rows);
  await split.read(
    Int32Array.from({ length: rows }, (_, i) => i),
    into,
    { seed: BigInt(vae.config.seed), step: 0 },
  );
  return into;
}
