import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "@elbo/codec";
import { DataError } from "@elbo/spec";

/** A file to read bytes from, at any place. */
export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** @throws DataError when the file cannot be opened. */
export async function fileSource(path: string): Promise<FileSource> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    const handle = file;
    const facts = await file.stat();
    if (facts.isDirectory()) throw new Error("this is a folder");
    return {
      size: facts.size,
      read: async (offset, length) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, facts.size - offset)));
        let got = 0;
        while (got < bytes.length) {
          const { bytesRead } = await handle.read(bytes, got, bytes.length - got, offset + got);
          if (bytesRead === 0) break;
          got += bytesRead;
        }
        return bytes.subarray(0, got);
      },
      close: () => handle.close(),
    };
  } catch (cause) {
    await file?.close();
    throw new DataError("cannot open the archive", {
      where: path,
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: "Check the path.",
      cause,
    });
  }
}
