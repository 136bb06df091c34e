import { readFile } from "node:fs/promises";
import { CheckpointError } from "@elbo/spec";
import { sha256 } from "../../checkpoints/manifest.ts";
import { type RawTensor, readSafetensors } from "../../checkpoints/read-safetensors.ts";
import { foreignFile } from "./foreign-file.ts";

const problems: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "this is a folder",
  EACCES: "the file may not be read",
};

/**
 * The bytes of a file.
 *
 * @throws CheckpointError naming it when it cannot be read.
 */
export async function readBytes(file: string, expected: string): Promise<Uint8Array> {
  try {
    const { buffer, byteOffset, byteLength } = await readFile(file);
    return new Uint8Array(buffer, byteOffset, byteLength); // a Buffer's slice would not copy
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const problem = problems[code] ?? `the file cannot be read (${code})`;
    throw new CheckpointError(problem, { where: file, expected, remedy: "Look at the path." });
  }
}

/** The tensors of a file, and the file's SHA-256. */
export interface Weights {
  readonly tensors: ReadonlyMap<string, RawTensor>;
  readonly hash: string;
}

/**
 * The tensors of a safetensors file that another program wrote.
 *
 * @throws CheckpointError when it is missing, damaged, or another kind of file.
 */
export async function readWeights(file: string): Promise<Weights> {
  const bytes = await readBytes(file, "a safetensors file");
  const foreign = foreignFile(bytes);
  if (foreign) {
    throw new CheckpointError("this is another kind of file", {
      where: file,
      expected: "a safetensors file",
      ...foreign,
    });
  }
  const tensors = readSafetensors(bytes, { file, remedy: "Copy or save the file again." });
  return { tensors, hash: sha256([bytes]) };
}
