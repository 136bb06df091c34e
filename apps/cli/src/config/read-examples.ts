import type { Named, Numbers } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { type SplitName, splitOf } from "./split.ts";

/** The first `count` examples of a split, all fields. */
export async function readExamples(vae: Vae, name: SplitName, count?: number): Promise<Named<Numbers>> {
  const split = splitOf(vae, name);
  const rows = Math.min(count ?? split.length, split.length);
  const into = Object.fromEntries(
    Object.entries(vae.dataset.fields).map(([field, { shape, dtype }]) => {
      const size = rows * shape.reduce((a, b) => a * b, 1);
      return [
        field,
        dtype === "int32" ? new Int32Array(size) : dtype === "bool" ? new Uint8Array(size) : new Float32Array(size),
      ];
    }),
  );
  await split.read(
    Int32Array.from({ length: rows }, (_, i) => i),
    into,
    { seed: BigInt(vae.config.seed), step: 0 },
  );
  return into;
}
