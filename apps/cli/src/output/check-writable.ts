import { openStreams } from "./write-streams.ts";

/**
 * Finds out before long work whether its files can be written where they are to go; what is there stays.
 *
 * @throws DiskError naming the file, and why the disk refuses.
 */
export async function checkWritable(...files: readonly (string | undefined)[]): Promise<void> {
  const named = files.filter((file) => file !== undefined);
  const streams = await openStreams(named);
  await streams.discard();
}
