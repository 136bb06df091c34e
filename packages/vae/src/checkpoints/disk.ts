import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";

/** The few file operations that checkpoints are made of; tests put faults between them. */
export interface Disk {
  makeFolder(path: string): Promise<void>;
  /** Writes a whole file and waits until it is on the device. */
  write(path: string, parts: readonly Uint8Array[]): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Waits until the folder's names are on the device. */
  syncFolder(path: string): Promise<void>;
  /** A file that does not exist is no error. */
  remove(path: string): Promise<void>;
  /** Names in a folder; none when the folder does not exist. */
  list(path: string): Promise<readonly string[]>;
  /** Whole content; undefined when the file does not exist. */
  read(path: string): Promise<Uint8Array | undefined>;
}

const missing = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";

/** The disk of this machine. */
export const nodeDisk: Disk = {
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  write: async (path, parts) => {
    const file = await open(path, "w");
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  syncFolder: async (path) => {
    if (process.platform === "win32") return; // folders cannot be opened there
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  remove: (path) => rm(path, { force: true }),
  list: async (path) => {
    try {
      return await readdir(path);
    } catch (error) {
      if (missing(error)) return [];
      throw error;
    }
  },
  read: async (path) => {
    try {
      const { buffer, byteOffset, byteLength } = await readFile(path);
      return new Uint8Array(buffer, byteOffset, byteLength); // a Buffer's slice would not copy
    } catch (error) {
      if (missing(error)) return undefined;
      throw error;
    }
  },
};
