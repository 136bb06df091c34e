import { rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { diskError } from "../errors/disk-error.ts";
import { partialOf } from "./partial-of.ts";

/** A file by its name in a folder. */
export interface NamedBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes files that belong together: all of them are on the disk before the first takes the place of an older one. A
 * failure before that leaves the folder as it was.
 *
 * @throws DiskError naming the file, and why the disk refused.
 */
export async function writeTogether(folder: string, files: readonly NamedBytes[]): Promise<void> {
  const partial = (file: string) => partialOf(join(folder, file));
  let at = folder;
  try {
    for (const { file, bytes } of files) {
      at = join(folder, file);
      const there = await stat(at).catch(() => undefined);
      if (there?.isDirectory()) throw Object.assign(new Error("this is a folder"), { code: "EISDIR" });
      await writeFile(partial(file), bytes, { flush: true });
    }
    for (const { file } of files) {
      at = join(folder, file);
      await rename(partial(file), at);
    }
  } catch (error) {
    for (const { file } of files) await rm(partial(file), { force: true }).catch(() => {});
    throw diskError("could not write the file", at, error);
  }
}
