import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { diskError } from "../errors/disk-error.ts";

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/**
 * Makes a folder and those above it, one by one: Node's own recursive way never returns below /proc.
 *
 * @throws DiskError naming the folder that could not be made.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !(await isFolder(at)) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const folder of missing.reverse()) {
    try {
      await mkdir(folder);
    } catch (cause) {
      if (await isFolder(folder)) continue;
      throw diskError("could not make the folder", folder, cause);
    }
  }
}
