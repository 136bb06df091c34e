import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { DataError } from "@elbo/spec";
import { type ImageHeader, readImageHeader } from "./image-header.ts";

/** One picture of a folder. */
export interface ImageFile {
  readonly path: string;
  /** Path below the folder, with "/" on every system: its name when splits are drawn. */
  readonly name: string;
  readonly header: ImageHeader;
}

const isImage = (name: string) => /^[^.].*\.(png|jpe?g)$/i.test(name);

/**
 * All PNG and JPEG files below `folder`, in order of their names, with their headers read. Hidden files are skipped.
 *
 * @throws DataError when the folder is missing or holds no picture, or a file is not what its name says.
 */
export async function listImages(folder: string): Promise<readonly ImageFile[]> {
  const where = `datasets/images ${folder}`;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new DataError("cannot read the folder", { where, remedy: "Check the path.", cause });
  });
  const paths = entries
    .filter((entry) => !entry.isDirectory() && isImage(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  if (paths.length === 0) {
    throw new DataError("no pictures here", {
      where,
      expected: "files that end in .png, .jpg or .jpeg, in this folder or below it",
      received: `${entries.length} other files and folders`,
      remedy: "Check the path, or convert the pictures.",
    });
  }
  const files = paths.map((path): ImageFile => {
    let [header, cause]: [ImageHeader | undefined, unknown] = [undefined, undefined];
    try {
      header = readImageHeader(path);
    } catch (error) {
      cause = error;
    }
    if (header) return { path, name: relative(folder, path).split(sep).join("/"), header };
    throw new DataError("broken picture", {
      where: `datasets/images ${path}`,
      expected: "a PNG or JPEG file",
      remedy: "Remove or replace this file.",
      cause,
    });
  });
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}
