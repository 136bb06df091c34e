import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { diskError } from "../errors/disk-error.ts";
import { makeFolder } from "./make-folder.ts";

const two = (n: number) => String(n).padStart(2, "0");

const stamp = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}-${two(at.getHours())}${two(at.getMinutes())}`;

/**
 * Makes `<root>/<date>-<name>/`, with a number appended when the name is taken.
 *
 * @throws DiskError when the disk refuses.
 */
export async function claimRunFolder(root: string, name: string, now = new Date()): Promise<string> {
  await makeFolder(root);
  const plain = `${stamp(now)}-${name.replace(/[^A-Za-z0-9._-]+/g, "-")}`;
  for (let attempt = 1; ; attempt++) {
    const path = join(root, attempt === 1 ? plain : `${plain}-${attempt}`);
    try {
      await mkdir(path);
      return path;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw diskError("could not make the folder", path, cause);
    }
  }
}

/** Removes a run folder in which nothing was trained: no checkpoint, and no step in its log. */
export async function dropUnusedRun(path: string): Promise<void> {
  const checkpoints = await readdir(join(path, "checkpoints")).catch(() => [] as string[]);
  const log = await readFile(join(path, "log.jsonl"), "utf8").catch(() => "");
  if (checkpoints.some((name) => name.endsWith(".json")) || log.includes('"event":"step"')) return;
  await rm(path, { recursive: true, force: true }).catch(() => {});
}
