import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CheckpointError } from "@elbo/spec";
import type { RunResult } from "../results/run-result.ts";

const refused = (where: string, cause: unknown): unknown => {
  const { code } = cause as NodeJS.ErrnoException;
  return code === undefined
    ? cause
    : new CheckpointError("could not write there", {
        where,
        received: code,
        remedy: "Choose another place with --out, or free some space; what is finished is kept.",
        cause,
      });
};

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** Makes a folder below one that exists; two cells may do so at once. @throws CheckpointError when the disk refuses. */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch(async (cause) => {
    if (!(await isFolder(folder))) throw refused(folder, cause);
  });
}

/** Writes a file whole or not at all. @throws CheckpointError when the disk refuses. */
export async function writeWhole(file: string, data: string | Uint8Array): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await writeFile(partial, data, { flush: true });
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    throw refused(file, cause);
  }
}

/** Finished cells of a benchmark, one file each: an interrupted benchmark goes on where it was. */
export interface ResultStore {
  /** The result of a cell, if it was finished with this config. */
  read(id: string, configHash: string): Promise<RunResult | undefined>;
  write(result: RunResult): Promise<void>;
}

/** Results in `folder`, by cell. A file that is broken or of another config counts as absent. */
export function openResults(folder: string): ResultStore {
  const file = (id: string) => join(folder, `${id.replaceAll(/[^A-Za-z0-9._=-]+/g, "_")}.json`);
  return {
    read: async (id, configHash) => {
      try {
        const result = JSON.parse(await readFile(file(id), "utf8")) as RunResult;
        return result.configHash === configHash ? result : undefined;
      } catch {
        return undefined;
      }
    },
    write: async (result) => {
      await makeFolder(folder);
      await writeWhole(file(result.id), JSON.stringify(result));
    },
  };
}
