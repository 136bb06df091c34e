import { rename, rm, writeFile } from "node:fs/promises";

/** Writes a file whole or not at all: a failure leaves what was there before, and nothing half-written. */
export async function writeWhole(file: string, data: string | Uint8Array): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await writeFile(partial, data, { flush: true });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}
