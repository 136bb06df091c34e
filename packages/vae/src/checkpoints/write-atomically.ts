import { basename, dirname, join } from "node:path";
import { CheckpointError } from "@elbo/spec";
import type { Disk } from "./disk.ts";

/** Marks files that were being written when a process ended; they may be removed at any time. */
export const PARTIAL = ".partial";

/**
 * Replaces a file so that a reader sees the old content or the new, whatever moment the process or the machine stops:
 * writes beside it, syncs, renames, syncs the folder. After an error the half-written file is removed.
 *
 * @throws CheckpointError naming the file, with the disk's own error as the cause.
 */
export async function writeAtomically(disk: Disk, path: string, parts: readonly Uint8Array[]): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}${PARTIAL}`);
  try {
    await disk.write(partial, parts);
    await disk.rename(partial, path);
    await disk.syncFolder(dirname(path));
  } catch (cause) {
    await disk.remove(partial).catch(() => {});
    throw writeError(path, cause);
  }
}

const remedies: Record<string, string> = {
  ENOSPC: "The disk is full: free some space, then continue from the last checkpoint with --resume.",
  EDQUOT: "The disk quota is used up: free some space, then continue from the last checkpoint with --resume.",
  EACCES: "Allow writing to this folder, or choose another one.",
  EROFS: "The disk is read-only: choose another folder.",
};

/** An error that says which file could not be written and what to do. */
export function writeError(path: string, cause: unknown): CheckpointError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new CheckpointError("could not write the file", {
    where: path,
    received: code ?? message,
    remedy: remedies[code ?? ""] ?? "Look at the cause, then continue from the last checkpoint with --resume.",
    cause,
  });
}
