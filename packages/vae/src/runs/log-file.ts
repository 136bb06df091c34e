import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { writeError } from "../checkpoints/write-atomically.ts";

/** A log of one JSON object per line that is only ever appended to. */
export interface LogFile {
  /** Keeps a line in memory until the next flush. */
  append(line: object): void;
  /** Hands all lines to the system; a killed process loses none of them. */
  flush(): Promise<void>;
  /** Flushes, waits for the device, and returns the file's length in bytes. */
  sync(): Promise<number>;
  /** Flushes and closes. */
  close(): Promise<void>;
}

/**
 * Opens a log; `keep` cuts off what follows the first bytes: lines of steps that a resumed training takes again.
 *
 * @throws CheckpointError naming the file when the disk refuses.
 */
export async function openLog(path: string, { keep = 0 }: { readonly keep?: number } = {}): Promise<LogFile> {
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw writeError(path, cause);
    }
  };
  const file = await guard(async () => {
    await mkdir(dirname(path), { recursive: true });
    const opened = await open(path, "a");
    const { size } = await opened.stat();
    if (size > keep) await opened.truncate(keep);
    return opened;
  });
  let waiting = "";
  const flush = () =>
    guard(async () => {
      const text = waiting;
      waiting = "";
      if (text !== "") await file.writeFile(text);
    });
  return {
    append: (line) => {
      waiting += `${JSON.stringify(line)}\n`;
    },
    flush,
    sync: async () => {
      await flush();
      return guard(async () => {
        await file.sync();
        return (await file.stat()).size;
      });
    },
    close: async () => {
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
}
