import { type FileHandle, open } from "node:fs/promises";
import { DataError } from "@elbo/spec";
import { gunzipFile } from "./gunzip-file.ts";
import { checkFileSize, type IdxHeader, longestHeader, parseIdxHeader } from "./idx-header.ts";
import { positionalReader } from "./positional-reader.ts";

/** An open IDX file. */
export interface IdxFile {
  readonly header: IdxHeader;
  /** Raw bytes of the examples at `rows`, one after the other, into `out`. */
  readBytes(rows: Int32Array, out: Uint8Array): void;
  close(): Promise<void>;
}

/** Files up to this size are kept in memory: MNIST is 47 MB. */
export const residentLimit = 64 << 20;

const resident = (header: IdxHeader, bytes: Uint8Array): IdxFile => {
  const { headerBytes: start, exampleBytes: size } = header;
  return {
    header,
    readBytes(rows, out) {
      for (let slot = 0; slot < rows.length; slot++) {
        const from = start + (rows[slot] as number) * size;
        out.set(bytes.subarray(from, from + size), slot * size);
      }
    },
    close: async () => {},
  };
};

const openFile = async (path: string, where: string, remedy: string): Promise<FileHandle> => {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    // Opening a folder succeeds; reading it does not.
    await file.read(Buffer.alloc(1), 0, 1, 0);
    return file;
  } catch (cause) {
    await file?.close();
    throw new DataError("cannot open the file", { where, received: path, remedy, cause });
  }
};

/**
 * Opens an IDX file, plain or gzip. Plain files above `limit` bytes are read by position and never held in memory.
 *
 * @throws DataError when the file is missing, is no IDX file, or has another size than its header says.
 */
export async function openIdx(
  path: string,
  { remedy = "Check the path.", limit = residentLimit }: { readonly remedy?: string; readonly limit?: number } = {},
): Promise<IdxFile> {
  const where = `datasets/idx ${path}`;
  const file = await openFile(path, where, remedy);
  try {
    const first = Buffer.alloc(longestHeader);
    const { bytesRead } = await file.read(first, 0, longestHeader, 0);
    if (first[0] === 0x1f && first[1] === 0x8b) {
      const bytes = await gunzipFile(path, where);
      await file.close();
      return resident(parseIdxHeader(bytes, where), bytes);
    }
    const header = parseIdxHeader(first.subarray(0, bytesRead), where);
    checkFileSize(header, (await file.stat()).size, where);
    if (header.fileBytes <= limit) {
      const bytes = await file.readFile({ encoding: null });
      // readFile starts where the handle stands, and positional reads do not move it.
      await file.close();
      return resident(header, bytes);
    }
    const readBytes = positionalReader(file.fd, { start: header.headerBytes, rowBytes: header.exampleBytes, where });
    return { header, readBytes, close: () => file.close() };
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
}
