import { open } from "node:fs/promises";

const BYTES = 2 ** 16;

/** The first whole lines of a file, 64 KiB at most. */
export async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(BYTES), 0, BYTES, 0);
    const read = buffer.toString("utf8", 0, bytesRead);
    return bytesRead < BYTES ? read : read.slice(0, read.lastIndexOf("\n") + 1);
  } finally {
    await file.close();
  }
}
