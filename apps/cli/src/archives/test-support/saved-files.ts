import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { InputFile } from "../list-files.ts";

/** Puts files into a folder that goes when the test file ends. */
export function savedFiles() {
  const folder = mkdtempSync(join(tmpdir(), "elbo-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const save = async (name: string, bytes: Uint8Array): Promise<InputFile> => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return { path, name };
  };
  return { folder, save };
}
