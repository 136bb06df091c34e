import { ElboError } from "@elbo/spec";

/** The disk refused: full, read-only, no such folder. */
export class DiskError extends ElboError {}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full: free some space and try again.",
  EDQUOT: "The disk quota is used up: free some space and try again.",
  EFBIG: "The file grew past the limit of this shell (`ulimit -f`) or file system.",
  EACCES: "Allow writing there, or choose another place.",
  EPERM: "Allow writing there, or choose another place.",
  EROFS: "The disk is read-only: choose another place.",
  ENOENT: "Make its folder first, or choose another place.",
  ENOTDIR: "A part of the path is a file: choose another place.",
  EEXIST: "There is a file of this name: choose another place.",
  EISDIR: "There is a folder of this name: choose another one.",
  EMFILE: "Too many files are open: raise `ulimit -n`.",
};

const codeOf = (cause: unknown): string | undefined => (cause as NodeJS.ErrnoException | undefined)?.code;

/** What went wrong with which file, as a person would say it; anything but the system's own errors passes unchanged. */
export function diskError(problem: string, where: string, cause: unknown): unknown {
  const code = codeOf(cause);
  if (code === undefined || ElboError.is(cause)) return cause;
  const remedy = remedies[code];
  return new DiskError(problem, { where, received: code, ...(remedy ? { remedy } : {}), cause });
}
