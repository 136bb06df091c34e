import { rename, rm, writeFile } from "node:fs/promises";
import { diskError } from "../errors/disk-error.ts";
import { partialOf } from "./partial-of.ts";

/**
 * Writes a file whole or not at all: a failure leaves what was there before, and nothing half-written.
 *
 * @throws DiskError naming the file, and why the disk refused.
 */
export async function writeWhole(file: string, data: string | Uint8Array): Promise<void> {
  const partial = partialOf(file);
  try {
    await writeFile(partial, data, { flush: true });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw diskError("could not write the file", file, error);
  }
}
