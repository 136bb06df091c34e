import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { DataError } from "@elbo/spec";

/** A file to compress. */
export interface InputFile {
  readonly path: string;
  /** Its name in the archive: below the folder that was given, with "/" on every system. */
  readonly name: string;
}

async function below(folder: string): Promise<InputFile[]> {
  const names = (await readdir(folder, { recursive: true })).filter(
    (name) => !name.split(sep).some((part) => part.startsWith(".")),
  );
  const files: InputFile[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) files.push({ path, name: relative(folder, path).split(sep).join("/") });
  }
  return files;
}

/**
 * The files that arguments name: files themselves, and all below folders, but for hidden ones.
 *
 * @throws DataError when one is not there, or two would have the same name in the archive.
 */
export async function listFiles(inputs: readonly string[]): Promise<readonly InputFile[]> {
  const files: InputFile[] = [];
  for (const input of inputs) {
    const facts = await stat(input).catch((cause: unknown) => {
      throw new DataError("nothing is there", { where: input, remedy: "Check the path.", cause });
    });
    if (!facts.isDirectory()) {
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
