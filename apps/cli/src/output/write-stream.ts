import { openStreams } from "./write-streams.ts";

/**
 * Writes a file piece by piece, whole or not at all: a failure, of the pieces or of the disk, leaves what was there before.
 * Returns what the pieces return.
 *
 * @throws DiskError naming the file, and why the disk refused; whatever the pieces throw.
 */
export async function writeStream<T>(file: string, pieces: AsyncGenerator<Uint8Array, T>): Promise<T> {
  const streams = await openStreams([file]);
  try {
    let piece = await pieces.next();
    while (!piece.done) {
      await streams.write(0, piece.value);
      piece = await pieces.next();
    }
    await streams.commit();
    return piece.value;
  } finally {
    await streams.discard();
  }
}
