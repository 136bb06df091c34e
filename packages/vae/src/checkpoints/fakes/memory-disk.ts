import { dirname } from "node:path";
import type { Disk } from "../disk.ts";

/** A disk in memory that can fail at any operation. */
export interface MemoryDisk extends Disk {
  readonly files: Map<string, Uint8Array>;
  /** Operations that changed something, in order. */
  readonly log: string[];
}

/**
 * `failAt`: the index of the operation that fails. "kill": it and all later ones never happen (a write leaves half its
 * bytes). Another word: that operation alone fails with this error code.
 */
export function memoryDisk(
  files = new Map<string, Uint8Array>(),
  { failAt = Number.POSITIVE_INFINITY, how = "kill" }: { readonly failAt?: number; readonly how?: string } = {},
): MemoryDisk {
  const log: string[] = [];
  const operate = (what: string, effect: () => void, half: () => void = () => {}) => {
    const index = log.push(what) - 1;
    if (index === failAt) half();
    if (how === "kill" ? index >= failAt : index === failAt) {
      throw Object.assign(new Error(`${how} at ${what}`), how === "kill" ? {} : { code: how });
    }
    effect();
  };
  const join = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
  return {
    files,
    log,
    makeFolder: async (path) => operate(`folder ${path}`, () => {}),
    write: async (path, parts) => {
      const bytes = join(parts);
      const half = () => void files.set(path, bytes.slice(0, bytes.length >> 1));
      operate(`write ${path}`, () => void files.set(path, bytes), half);
    },
    rename: async (from, to) =>
      operate(`rename ${to}`, () => {
        files.set(to, files.get(from) as Uint8Array);
        files.delete(from);
      }),
    syncFolder: async (path) => operate(`sync ${path}`, () => {}),
    remove: async (path) => operate(`remove ${path}`, () => void files.delete(path)),
    list: async (path) =>
      [...files.keys()].filter((each) => dirname(each) === path).map((each) => each.slice(path.length + 1)),
    read: async (path) => files.get(path),
  };
}
