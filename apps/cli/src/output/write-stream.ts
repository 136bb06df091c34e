import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { diskError } from "../errors/disk-error.ts";

/**
 * Writes a file piece by piece, whole or not at all: a failure, of the pieces or of the disk, leaves what was there before.
 * Returns what the pieces return.
 *
 * @throws DiskError naming the file, and why the disk refused; whatever the pieces throw.
 */
export async function writeStream<T>(file: string, pieces: AsyncGenerator<Uint8Array, T>): Promise<T> {
  const partial = join(dirname(file), `.${basename(file)}.${process.pid}.partial`);
  const onDisk = <V>(work: Promise<V>): Promise<V> =>
    work.catch((error: unknown) => {
      throw diskError("could not write the file", file, error);
    });
  const handle = await onDisk(open(partial, "w"));
  try {
    let piece = await pieces.next();
    while (!piece.done) {
      await onDisk(handle.writeFile(piece.value));
      piece = await pieces.next();
    }
    await onDisk(handle.sync());
    await handle.close();
    await onDisk(rename(partial, file));
    return piece.value;
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}
