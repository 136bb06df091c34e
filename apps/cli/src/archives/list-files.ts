import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { DataError } from "@elbo/spec";
import { isPlace } from "./place.ts";

/** A file to compress. */
export interface InputFile {
  readonly path: string;
  /** Its name in the archive: below the folder that was given, with "/" on every system. */
  readonly name: string;
}

const isHidden = (name: string) => name.startsWith(".");

async function factsOf(path: string) {
  const facts = await stat(path).catch((cause: unknown) => {
    throw new DataError("nothing is there", {
      where: path,
      remedy: "Check the path, where a link leads, and that the name is UTF-8.",
      cause,
    });
  });
  if (facts.isFile() || facts.isDirectory()) return facts;
  throw new DataError("neither a file nor a folder", { where: path, remedy: "Leave it out, or copy it to a file." });
}

async function below(folder: string): Promise<InputFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !relative(folder, path).split(sep).some(isHidden));
  const files: InputFile[] = [];
  for (const path of paths.sort()) {
    if ((await factsOf(path)).isDirectory()) {
      throw new DataError("a link to a folder is not followed", {
        where: path,
        remedy: "Name the folder that it leads to, or remove the link.",
      });
    }
    files.push({ path, name: relative(folder, path).split(sep).join("/") });
  }
  return files;
}

/**
 * The files that arguments name: files themselves, and all below folders, but for hidden ones.
 *
 * @throws DataError when one is not there or is something else, when two would have the same name in the archive, or one could not be
 * restored under its name.
 */
export async function listFiles(inputs: readonly string[]): Promise<readonly InputFile[]> {
  const files: InputFile[] = [];
  for (const input of inputs) {
    if ((await factsOf(input)).isFile()) {
      files.push({ path: input, name: basename(input) });
      continue;
    }
    const found = await below(input);
    if (found.length === 0) {
      throw new DataError("no files here", {
        where: input,
        expected: "PNG or IDX files, or text",
        received: "an empty folder",
      });
    }
    files.push(...found);
  }
  const seen = new Map<string, string>();
  for (const { path, name } of files) {
    if (!isPlace(name)) {
      throw new DataError("a name that no archive can give back", {
        where: path,
        received: JSON.stringify(name),
        remedy: "Rename it: a backslash parts folders on some systems.",
      });
    }
    const other = seen.get(name);
    if (other !== undefined) {
      throw new DataError("two files would have the same name in the archive", {
        where: path,
        received: `${other} is called ${name}, too`,
        remedy: "Compress the folder that holds both, or rename one.",
      });
    }
    seen.set(name, path);
  }
  return files;
}
