import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Part, Restored } from "@elbo/codec";
import { encodeIdx } from "@elbo/datasets";
import { DataError } from "@elbo/spec";
import { z } from "zod";
import { diskError } from "../errors/disk-error.ts";
import { writeWhole } from "../output/write-whole.ts";
import { makeFolder } from "../runs/make-folder.ts";
import { fromLevels } from "./levels.ts";
import { writePng } from "./png.ts";

const step = z.int().min(1).max(255);
const aboutSchema = z.discriminatedUnion("format", [
  z.strictObject({ format: z.literal("png"), step }),
  z.strictObject({ format: z.literal("idx"), step, axes: z.array(z.int().min(1)).min(1).max(7) }),
]);

/** A file of which a part only could be restored. */
export interface PartialFile {
  readonly name: string;
  readonly pictures: number;
  readonly of: number;
}

/** Where restored pictures become files. */
export interface FileRestorer {
  /** Pictures in the order of the archive. */
  take(restored: Restored): Promise<void>;
  /** Closes the last file. */
  finish(): Promise<{ readonly written: readonly string[]; readonly partial: readonly PartialFile[] }>;
  /** Removes what is not whole. */
  abandon(): Promise<void>;
}

/** A path below the folder, and nowhere else. @throws DataError for any other name. */
export function placeOf(folder: string, name: string): string {
  const parts = name.split("/");
  const odd = process.platform === "win32" ? /[\\:\0]/ : /[\\\0]/;
  if (parts.every((part) => part !== "" && part !== "." && part !== ".." && !odd.test(part))) {
    return join(folder, ...parts);
  }
  throw new DataError("a name that would leave the folder", {
    where: JSON.stringify(name),
    remedy: "This archive was not written by elbo compress.",
  });
}

/** A file that grows from block to block. */
interface Growing {
  readonly part: Part;
  readonly target: string;
  readonly partial: string;
  readonly file: FileHandle;
  readonly axes: readonly number[];
  pictures: number;
}

/** Restores pictures to files below a folder. A file takes its name when it is whole; one that stays cut is called NAME.partial. */
export function restoreFiles(folder: string): FileRestorer {
  let growing: Growing | undefined;
  const written: string[] = [];
  const partial: PartialFile[] = [];

  const close = async () => {
    if (!growing) return;
    const { part, target, partial: at, file, axes, pictures } = growing;
    const whole = pictures === part.count;
    const name = whole ? target : `${target}.partial`;
    try {
      if (!whole) await file.write(encodeIdx([pictures, ...axes]), 0, null, 0);
      await file.sync();
      await file.close();
      await rename(at, name);
    } catch (error) {
      throw diskError("could not write the file", name, error);
    }
    growing = undefined;
    if (whole) written.push(part.name);
    else partial.push({ name: `${part.name}.partial`, pictures, of: part.count });
  };

  const grow = async (part: Part, axes: readonly number[], target: string, bytes: readonly Uint8Array[]) => {
    if (growing && growing.part.name !== part.name) await close();
    if (!growing) {
      if (part.first > 0) return; // its beginning is lost
      const at = join(dirname(target), `.${part.name.replaceAll("/", "_")}.${process.pid}.partial`);
      await makeFolder(dirname(target));
      try {
        const file = await open(at, "w");
        growing = { part, target, partial: at, file, axes, pictures: 0 };
        await file.writeFile(encodeIdx([part.count, ...axes]));
      } catch (error) {
        throw diskError("could not write the file", target, error);
      }
    }
    if (growing.pictures !== part.first) return; // a block between is lost
    try {
      for (const each of bytes) await growing.file.writeFile(each);
    } catch (error) {
      throw diskError("could not write the file", target, error);
    }
    growing.pictures += bytes.length;
    if (growing.pictures === part.count) await close();
  };

  return {
    take: async ({ part, pictures }) => {
      const about = aboutSchema.safeParse(part.about);
      if (!about.success) {
        throw new DataError("a file of a format that this version does not know", {
          where: part.name,
          received: JSON.stringify(part.about),
          remedy: "Use the version of elbo that wrote the archive.",
        });
      }
      const target = placeOf(folder, part.name);
      const bytes = pictures.map((picture) => fromLevels(picture, about.data));
      if (about.data.format === "idx") return grow(part, about.data.axes, target, bytes);
      if (growing) await close();
      await makeFolder(dirname(target));
      const { height, width, channels } = part.size;
      await writeWhole(target, writePng({ height, width, channels: channels as 1 | 3, bytes: bytes[0] as Uint8Array }));
      written.push(part.name);
    },
    finish: async () => {
      await close();
      return { written, partial };
    },
    abandon: async () => {
      if (!growing) return;
      await growing.file.close().catch(() => {});
      await rm(growing.partial, { force: true }).catch(() => {});
      growing = undefined;
    },
  };
}
