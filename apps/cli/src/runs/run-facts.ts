import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { UserParts } from "@elbo/vae";

const readJson = async (file: string): Promise<Record<string, unknown> | undefined> => {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};

/** Files of a user's own parts that a run was trained with, and their hashes; run.json holds them. */
export async function partsOfRun(folder: string): Promise<Readonly<Record<string, string>>> {
  const facts = await readJson(join(folder, "run.json"));
  return (facts?.parts ?? {}) as Record<string, string>;
}

/** What a person should know when the parts at hand are not those that the run was trained with; else nothing. */
export async function partsDiffer(folder: string, own: readonly UserParts[]): Promise<string | undefined> {
  const parts = Object.entries(await partsOfRun(folder));
  const missing = parts.find(([file]) => !own.some((given) => basename(given.file) === basename(file)));
  if (missing) return `This run was trained with parts of your own: add --parts ${missing[0]}`;
  const known = parts.map(([, hash]) => hash);
  const changed = own.find(({ hash }) => known.length > 0 && !known.includes(hash));
  return changed && `${changed.file} has changed since this run was started.`;
}

/** True when a run has nothing left to train. */
export async function isFinished(folder: string): Promise<boolean> {
  const last = await readJson(join(folder, "checkpoints", "last.json"));
  const manifest = last?.manifest as { readonly state?: { readonly finished?: boolean } } | undefined;
  return manifest?.state?.finished === true;
}
