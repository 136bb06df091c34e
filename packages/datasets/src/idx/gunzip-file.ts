import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { DataError } from "@elbo/spec";
import { checkFileSize, parseIdxHeader } from "./idx-header.ts";

/** Most bytes that a compressed file may unfold to: it cannot be read by position, so it must fit in memory. */
export const gunzipLimit = 512 << 20;

/**
 * Unfolds a gzip'd IDX file into memory.
 *
 * @throws DataError when it is cut off (with the missing bytes), damaged, or too large to hold.
 */
export async function gunzipFile(path: string, where: string, limit = gunzipLimit): Promise<Uint8Array> {
  const unfolded = pipeline(createReadStream(path), createGunzip(), () => {});
  const chunks: Buffer[] = [];
  let [size, failure]: [number, unknown] = [0, undefined];
  try {
    for await (const chunk of unfolded as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) break;
    }
  } catch (cause) {
    failure = cause;
  }
  if (size > limit) {
    throw new DataError("too large to unfold in memory", {
      where,
      expected: `at most ${limit} bytes unfolded`,
      remedy: `Unfold it first, with "gunzip --keep ${path}", and name the plain file: that one is read piece by piece.`,
    });
  }
  const bytes = Buffer.concat(chunks, size);
  if (failure !== undefined && size < 4) {
    throw new DataError("damaged gzip file", { where, remedy: "Download or copy the file again.", cause: failure });
  }
  checkFileSize(parseIdxHeader(bytes, where), size, where);
  if (failure === undefined) return bytes;
  throw new DataError("damaged gzip file", { where, remedy: "Download or copy the file again.", cause: failure });
}
