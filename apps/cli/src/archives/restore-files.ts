import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Part, Restored } from "@elbo/codec";
import { diskError } from "../errors/disk-error.ts";
import { partialOf } from "../output/partial-of.ts";
import { writeWhole } from "../output/write-whole.ts";
import { makeFolder } from "../runs/make-folder.ts";
import { type FileForm, formOf } from "./file-forms.ts";
import { cutName, placeOf } from "./place.ts";

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

/** A file that grows from block to block. */
interface Growing {
  readonly part: Part;
  readonly target: string;
  readonly partial: string;
  readonly file: FileHandle;
  readonly form: Extract<FileForm, { readonly grows: true }>;
  pictures: number;
}

/**
 * Restores pictures, or lines, to files below a folder. A file takes its name when it is whole; one that stays cut is called
 * NAME.partial (`cutName`). `symbols`: what the numbers of a model of text stand for.
 */
export function restoreFiles(folder: string, symbols?: readonly string[]): FileRestorer {
  let growing: Growing | undefined;
  const written: string[] = [];
  const partial: PartialFile[] = [];

  const close = async () => {
    if (!growing) return;
    const { part, target, partial: at, file, form, pictures } = growing;
    const whole = pictures === part.count;
    const name = whole ? target : placeOf(folder, cutName(part.name));
    try {
      if (!whole) await file.write(form.begin(pictures), 0, null, 0);
      await file.sync();
      await file.close();
      await rename(at, name);
    } catch (error) {
      throw diskError("could not write the file", name, error);
    }
    growing = undefined;
    if (whole) written.push(part.name);
    else partial.push({ name: cutName(part.name), pictures, of: part.count });
  };

  const grow = async (part: Part, form: Growing["form"], target: string, pictures: readonly Uint8Array[]) => {
    if (growing && growing.part.name !== part.name) await close();
    if (!growing) {
      if (part.first > 0) return; // its beginning is lost
      const at = partialOf(target);
      await makeFolder(dirname(target));
      try {
        const file = await open(at, "w");
        growing = { part, target, partial: at, file, form, pictures: 0 };
        await file.writeFile(form.begin(part.count));
      } catch (error) {
        throw diskError("could not write the file", target, error);
      }
    }
    if (growing.pictures !== part.first) return; // a block between is lost
    try {
      for (const bytes of form.bytes(part, pictures)) await growing.file.writeFile(bytes);
    } catch (error) {
      throw diskError("could not write the file", target, error);
    }
    growing.pictures += pictures.length;
    if (growing.pictures === part.count) await close();
  };

  return {
    take: async ({ part, pictures }) => {
      const form = formOf(part, symbols);
      const target = placeOf(folder, part.name);
      if (form.grows) return grow(part, form, target, pictures);
      if (growing) await close();
      await makeFolder(dirname(target));
      await writeWhole(target, form.whole(part, pictures[0] as Uint8Array));
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
