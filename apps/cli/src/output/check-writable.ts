import { stat } from "node:fs/promises";
import { diskError } from "../errors/disk-error.ts";
import { openStreams } from "./write-streams.ts";

/**
 * Finds out before long work whether its files can be written where they are to go; what is there stays.
 *
 * @throws DiskError naming the file, and why the disk refuses.
 */
export async function checkWritable(...files: readonly (string | undefined)[]): Promise<void> {
  const named = files.filter((file) => file !== undefined);
  for (const file of named) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isDirectory()) {
      throw diskError("could not write the file", file, Object.assign(new Error("it is a folder"), { code: "EISDIR" }));
    }
  }
  const streams = await openStreams(named);
  await streams.discard();
}
