import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunResult } from "../results/run-result.ts";

/** Writes a file whole or not at all. */
export async function writeWhole(file: string, data: string | Uint8Array): Promise<void> {
  const partial = `${file}.partial`;
  await writeFile(partial, data, { flush: true });
  await rename(partial, file);
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
      await mkdir(folder, { recursive: true });
      await writeWhole(file(result.id), JSON.stringify(result));
    },
  };
}
