import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** Bytes of a name that leave room for what is put around it: file systems allow 255. */
const LONGEST = 200;

/**
 * Where a file is written before it takes its place: hidden, beside it, and this process's own. A name as long as file systems allow is
 * told by its hash, so that what could be read can be written.
 */
export function partialOf(file: string): string {
  const name = basename(file);
  const short = Buffer.byteLength(name) > LONGEST ? createHash("sha256").update(name).digest("hex").slice(0, 16) : name;
  return join(dirname(file), `.${short}.${process.pid}.partial`);
}
