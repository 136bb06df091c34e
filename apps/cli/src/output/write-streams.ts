import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { diskError } from "../errors/disk-error.ts";
import { partialOf } from "./partial-of.ts";

/** Files that are written piece by piece, and take their places together or not at all. */
export interface Streams {
  write(file: number, bytes: Uint8Array): Promise<void>;
  /** Puts them in place of older ones. */
  commit(): Promise<void>;
  /** Leaves nothing behind; does nothing after `commit`. */
  discard(): Promise<void>;
}

/** Pieces are gathered to this many bytes before the disk sees them. */
const GATHERED = 2 ** 16;

/**
 * Opens files to write.
 *
 * @throws DiskError, from every method, naming the file and why the disk refused.
 */
export async function openStreams(files: readonly string[]): Promise<Streams> {
  const open_: { readonly handle: FileHandle; readonly pieces: Uint8Array[]; size: number }[] = [];
  const guarded = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw diskError("could not write the file", file, error);
    }
  };
  const close = () => Promise.all(open_.splice(0).map(({ handle }) => handle.close()));
  const discard = async () => {
    await close().catch(() => {});
    for (const file of files) await rm(partialOf(file), { force: true }).catch(() => {});
  };
  const flush = async (at: number) => {
    const stream = open_[at] as (typeof open_)[number];
    const bytes = Buffer.concat(stream.pieces.splice(0));
    stream.size = 0;
    await guarded(files[at] as string, () => stream.handle.writeFile(bytes));
  };
  try {
    for (const file of files) {
      if ((await stat(file).catch(() => undefined))?.isDirectory()) {
        throw diskError(
          "could not write the file",
          file,
          Object.assign(new Error("it is a folder"), { code: "EISDIR" }),
        );
      }
      open_.push({ handle: await guarded(file, () => open(partialOf(file), "w")), pieces: [], size: 0 });
    }
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    write: async (at, bytes) => {
      const stream = open_[at] as (typeof open_)[number];
      stream.pieces.push(bytes);
      stream.size += bytes.length;
      if (stream.size >= GATHERED) await flush(at);
    },
    commit: async () => {
      for (const [at, file] of files.entries()) {
        await flush(at);
        await guarded(file, () => (open_[at] as (typeof open_)[number]).handle.sync());
      }
      await close();
      for (const file of files) await guarded(file, () => rename(partialOf(file), file));
    },
    discard,
  };
}
